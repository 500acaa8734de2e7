/** Milliseconds in one unit of a numeric timestamp. */
const unitMs = { seconds: 1000, milliseconds: 1, microseconds: 1e-3, nanoseconds: 1e-6 } as const

export type TimeUnit = keyof typeof unitMs

const rfc3339 = /^\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(?:\.\d+)?(?:[Zz]|[+-]\d\d:\d\d)$/
const maxMs = 8.64e15

/**
 * The unit of a file's numeric timestamps, by the magnitude of their median: counted in seconds today's date is 2e9, in
 * milliseconds 2e12 and so on, so each unit owns the numbers up to the year 5138. Small artificial numbers are seconds.
 */
export function detectTimeUnit(samples: readonly string[]): TimeUnit {
  const numbers = samples.filter((text) => text !== '').map(Number)
  const sorted = numbers.filter(Number.isFinite).sort((a, b) => a - b)
  const median = sorted[sorted.length >> 1] ?? 0
  if (median < 1e11) return 'seconds'
  if (median < 1e14) return 'milliseconds'
  return median < 1e17 ? 'microseconds' : 'nanoseconds'
}

/** A timestamp, numeric in the given unit or RFC 3339, in milliseconds since 1970; undefined when it is neither. */
export function parseTime(text: string, unit: TimeUnit): number | undefined {
  const number = text === '' ? Number.NaN : Number(text)
  if (number >= 0 && number * unitMs[unit] <= maxMs) return Math.round(number * unitMs[unit])
  if (!rfc3339.test(text)) return undefined
  const ms = Date.parse(text.replace(' ', 'T').toUpperCase())
  return Number.isNaN(ms) ? undefined : ms
}
