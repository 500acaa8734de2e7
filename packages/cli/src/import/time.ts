import type { Notes } from './converter.ts'
import { parseWrittenTime } from './written-time.ts'

/** Milliseconds per unit of a numeric timestamp. */
const unitMs = { seconds: 1000, milliseconds: 1, microseconds: 1e-3, nanoseconds: 1e-6 } as const

/** `days`: as Excel counts them, from the day before 1900. */
export type TimeUnit = keyof typeof unitMs | 'days'

const dayMs = 86_400_000
/** 1970 as Excel counts the days, whose 1900 is a leap year. */
const excelDayOf1970 = 25_569
/** The days from 2000 to 2050. Seconds, or numbers made up, hardly ever all lie there. */
const [firstDay, lastDay] = [36_526, 55_153]
/** A date as a number, with or without a time: 20261024, 20261024212011. Seconds and milliseconds look different. */
const compact = /^((?:19|20)\d\d)(\d\d)(\d\d)(?:(\d\d)(\d\d)(\d\d))?$/

const rfc3339 = /^\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(?:\.\d+)?(?:[Zz]|[+-]\d\d:\d\d)$/
const grouped = /^\d{1,3}(?:,\d{3})+(?:\.\d+)?$/
const maxMs = 8.64e15

/**
 * Detects the unit of the numeric timestamps of a file by their median. The present is about 2e9 in seconds, 2e12 in
 * milliseconds and so on, so each unit has its own range of numbers up to the year 5138. Small numbers are seconds.
 */
export function detectTimeUnit(samples: readonly string[]): TimeUnit {
  const numbers = samples.filter((text) => text !== '' && !compact.test(text)).map(Number)
  const sorted = numbers.filter(Number.isFinite).sort((a, b) => a - b)
  const median = sorted[sorted.length >> 1] ?? 0
  if ((sorted[0] ?? 0) >= firstDay && (sorted.at(-1) ?? 0) < lastDay) return 'days'
  if (median < 1e11) return 'seconds'
  if (median < 1e14) return 'milliseconds'
  return median < 1e17 ? 'microseconds' : 'nanoseconds'
}

/**
 * Milliseconds since 1970 of a number in the given unit or of a written time; undefined if the text is neither.
 * `notes` is told if the text names no zone, and so is taken as UTC.
 */
export function parseTime(text: string, unit: TimeUnit, notes?: Notes): number | undefined {
  const written = text.length === 8 || text.length === 14 ? compact.exec(text) : undefined
  if (written) return parseWrittenTime(spelledOut(written), notes)
  const number = text === '' ? Number.NaN : Number(text)
  if (unit === 'days' && number > 0) {
    notes?.note('numbers are taken as the days of Excel, in UTC')
    return Math.round((number - excelDayOf1970) * dayMs)
  }
  if (unit !== 'days' && number >= 0 && number * unitMs[unit] <= maxMs) return Math.round(number * unitMs[unit])
  if (rfc3339.test(text)) {
    const ms = Date.parse(text.replace(' ', 'T').toUpperCase())
    return Number.isNaN(ms) ? undefined : ms
  }
  if (grouped.test(text)) return parseTime(text.replaceAll(',', ''), unit)
  return parseWrittenTime(text, notes)
}

const spelledOut = ([, year, month, day, hour = '00', minute = '00', second = '00']: RegExpExecArray) =>
  `${year}-${month}-${day} ${hour}:${minute}:${second}`

const year2000Ms = Date.UTC(2000, 0)

/**
 * Whether a number that is no likely time in the unit of the file is one in another unit, so that the file mixes
 * units. Likely times are from 2000 to `latestMs`.
 */
export function isOfOtherUnit(text: string, unit: TimeUnit, latestMs: number): boolean {
  if (unit === 'days' || compact.test(text)) return false
  const number = Number(text)
  const isLikely = (factor: number) => number * factor >= year2000Ms && number * factor <= latestMs
  return number > 0 && !isLikely(unitMs[unit]) && Object.values(unitMs).some(isLikely)
}
