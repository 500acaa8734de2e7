const units: Readonly<Record<string, number>> = { MB: 2 ** 20, GB: 2 ** 30, TB: 2 ** 40 }

/** Reads a size such as `8GB`. MB, GB and TB are powers of 1,024, as in Postgres. @throws Error that names `flag` */
export function readBytes(flag: string, text: string): number {
  const [, number, unit = ''] = /^(\d+(?:\.\d+)?)(MB|GB|TB)$/.exec(text) ?? []
  const bytes = Number(number) * (units[unit] ?? 0)
  if (bytes >= 512 * 2 ** 20) return bytes
  throw new Error(`${flag} must be a size of 512MB or more, such as 8GB; it is ${text}`)
}
