import type { Notes } from './converter.ts'

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']

const clock = String.raw`(\d\d?):(\d\d)(?::(\d\d)(?:[.,](\d+))?)?`
/** `Z`, `UTC`, `+02`, `+0200`, `+02:00`, or as Go writes it: `+0000 UTC`. */
const zone = String.raw`(?: ?(Z|UTC|GMT|[+-]\d\d(?::?\d\d)?)(?: [A-Z]{3,4}| [+-]\d\d)?(?: m=\S+)?)?`
const yearFirst = new RegExp(String.raw`^(\d{4})([-/.])(\d\d?)\2(\d\d?)(?:(?:[T ]|, )${clock}${zone})?$`, 'i')
/** With dots the day comes first: 24.10.2026. */
const dotted = new RegExp(String.raw`^(\d\d?)\.(\d\d?)\.(\d{4})(?:(?: |, )${clock}${zone})?$`, 'i')
const dayFirst = new RegExp(
  String.raw`^(?:[a-z]{3}, )?(\d\d?)[ /-]([a-z]{3})[a-z]*[ /-](\d{4})(?:(?:[ :]|, )${clock}${zone})?$`,
  'i',
)

/**
 * Milliseconds since 1970 of a time as databases, data frames, spreadsheets and logs write it, such as
 * `2026-10-24 21:20:11`, `2026-10-24`, `24.10.2026 21:20`, `2026-10-24T21:20:11+0200`,
 * `2026-10-24 21:20:11 +0000 UTC` and `24/Oct/2026:21:20:11 +0200`. A time without a zone is taken as UTC, which
 * `notes` are told. Undefined if the text is no such time, or ambiguous, as 10/11/2026 is.
 */
export function parseWrittenTime(text: string, notes?: Notes): number | undefined {
  const parts = readYearFirst(text) ?? readDotted(text) ?? readDayFirst(text)
  if (!parts) return undefined
  const [year, month, day, hour, minute, second, fraction, offset] = parts
  const localMs = Date.UTC(year, month, day, hour, minute, second)
  const date = new Date(localMs)
  const isOnCalendar = date.getUTCMonth() === month && date.getUTCDate() === day && hour < 24 && minute < 60
  if (!isOnCalendar || second > 60) return undefined
  if (offset === undefined) notes?.note('times without a zone are taken as UTC')
  return localMs + Math.floor(Number(`0.${fraction}`) * 1000) - offsetMs(offset)
}

type Parts = readonly [number, number, number, number, number, number, fraction: string, offset: string | undefined]

function readYearFirst(text: string): Parts | undefined {
  const match = yearFirst.exec(text)
  if (!match) return undefined
  const [, year, , month, day, ...rest] = match
  return [Number(year), Number(month) - 1, Number(day), ...clockOf(rest)]
}

function readDotted(text: string): Parts | undefined {
  const match = dotted.exec(text)
  if (!match) return undefined
  const [, day, month, year, ...rest] = match
  return [Number(year), Number(month) - 1, Number(day), ...clockOf(rest)]
}

function readDayFirst(text: string): Parts | undefined {
  const match = dayFirst.exec(text)
  if (!match) return undefined
  const [, day, month = '', year, ...rest] = match
  return [Number(year), months.indexOf(month.toLowerCase()), Number(day), ...clockOf(rest)]
}

function clockOf([hour = '0', minute = '0', second = '0', fraction = '0', offset]: readonly (string | undefined)[]) {
  return [Number(hour), Number(minute), Number(second), fraction, offset] as const
}

function offsetMs(offset = ''): number {
  const [, sign, hours, minutes = '0'] = /^([+-])(\d\d):?(\d\d)?$/.exec(offset) ?? []
  const ms = (Number(hours) * 60 + Number(minutes)) * 60_000
  return sign === undefined ? 0 : sign === '-' ? -ms : ms
}
