/** Made when it is first needed: to load the formats of a language takes long, and a page needs few of them. */
function lazily<T>(make: () => T): () => T {
  let made: T | undefined
  return () => {
    made ??= make()
    return made
  }
}

const whole = lazily(() => new Intl.NumberFormat('en', { maximumFractionDigits: 0 }))
const short = lazily(() => new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 }))
const relative = lazily(() => new Intl.RelativeTimeFormat('en', { numeric: 'auto', style: 'short' }))
const absolute = lazily(() => new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'medium' }))
const clockFormat = lazily(() => new Intl.DateTimeFormat('en-GB', { timeStyle: 'short' }))
const dayFormat = lazily(() => new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' }))

export const clock = (ms: number): string => clockFormat().format(ms)
export const day = (ms: number): string => dayFormat().format(ms)

export const none = '–'

export const count = (value: number | undefined | null): string =>
  value === undefined || value === null ? none : value < 100_000 ? whole().format(value) : short().format(value)

/** With the sign for minus, which is as wide as the one for plus. */
const minus = (text: string): string => text.replace(/^-/, '−')

/** Of more than one: `rows`, `searches`, `queries`. */
export function plural(thing: string): string {
  if (/(?:s|x|z|ch|sh)$/.test(thing)) return `${thing}es`
  return /[^aeiou]y$/.test(thing) ? `${thing.slice(0, -1)}ies` : `${thing}s`
}

/** A number of things: `1 row`, `2 rows`. */
export const counted = (value: number, thing: string): string =>
  `${count(value)} ${value === 1 ? thing : plural(thing)}`

/** A number with three significant digits. */
export const number = (value: number | undefined | null): string =>
  value === undefined || value === null || !Number.isFinite(value) ? none : minus(String(Number(value.toPrecision(3))))

/** A share of 1 in per cent. */
export function percent(share: number | undefined | null, digits = 1): string {
  if (share === undefined || share === null || !Number.isFinite(share)) return none
  return `${minus((share * 100).toFixed(digits))} %`
}

/** A duration in ms, in the unit that reads best. */
export function duration(ms: number | undefined | null): string {
  if (ms === undefined || ms === null || !Number.isFinite(ms)) return none
  if (ms < 1) return `${Math.round(ms * 1_000)} µs`
  if (ms < 1_000) return `${ms < 10 ? ms.toFixed(1) : Math.round(ms)} ms`
  if (ms < 60_000) return `${(ms / 1_000).toFixed(ms < 10_000 ? 2 : 1)} s`
  if (ms < 3_600_000) return `${Math.round(ms / 60_000)} min`
  return ms < 172_800_000 ? `${(ms / 3_600_000).toFixed(1)} h` : `${Math.round(ms / 86_400_000)} d`
}

export function bytes(size: number | undefined | null): string {
  if (size === undefined || size === null) return none
  const units = ['B', 'kB', 'MB', 'GB', 'TB']
  const step = size < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(size) / 3))
  return `${Number((size / 1_000 ** step).toPrecision(3))} ${units[step]}`
}

const units = [
  ['year', 31_557_600_000],
  ['month', 2_629_800_000],
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1_000],
] as const

export function ago(time: string, nowMs: number): string {
  const passedMs = Date.parse(time) - nowMs
  const [unit, ms] = units.find(([, each]) => Math.abs(passedMs) >= each) ?? ['second', 1_000]
  return relative().format(Math.round(passedMs / ms), unit)
}

export const at = (time: string): string => absolute().format(new Date(time))
