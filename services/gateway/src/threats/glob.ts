/** Whether a text in lower case fits a pattern as a whole; `*` stands for any text. */
export type Glob = (text: string) => boolean

/**
 * Looks for the parts of a pattern one after the other, each at the first place after the one before: there is no going
 * back, so it takes at most one pass over the text for all parts together.
 */
export function compileGlob(pattern: string): Glob {
  const [first = '', ...rest] = pattern.toLowerCase().split('*')
  const last = rest.pop()
  if (last === undefined) return (text) => text === first
  return (text) => {
    if (text.length < first.length + last.length || !text.startsWith(first) || !text.endsWith(last)) return false
    const end = text.length - last.length
    let from = first.length
    for (const part of rest) {
      const place = text.indexOf(part, from)
      if (place < 0 || place + part.length > end) return false
      from = place + part.length
    }
    return true
  }
}

/** Whether a text holds a part that fits the pattern. */
export const compileSearch = (pattern: string): Glob => compileGlob(`*${pattern}*`)
