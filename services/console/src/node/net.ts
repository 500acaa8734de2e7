const part = '(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)'
const version4 = new RegExp(`^${part}(?:\\.${part}){3}$`)

/** 4, 6, or 0 for what is no address, as that of `node:net`. */
export function isIP(text: string): 0 | 4 | 6 {
  if (version4.test(text)) return 4
  return text.includes(':') && URL.canParse(`http://[${text}]`) ? 6 : 0
}
