import type { Notes } from '../../converter.ts'
import { detectTimeUnit, parseTime } from '../../time.ts'

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
const logTime = /^(\d\d)\/(\w{3})\/(\d{4}):(\d\d):(\d\d):(\d\d)(?:\.\d+)?(?: ([+-])(\d\d)(\d\d))?$/

/**
 * Milliseconds since 1970 of a time such as 10/Oct/2000:13:55:36 -0700, a time by ISO 8601 or a number; NaN if it is
 * none. A time without a zone is taken as UTC, which `notes` are told.
 */
export function parseLogTime(text: string, notes?: Notes): number {
  const match = logTime.exec(text)
  if (!match) return parseTime(text.trim(), detectTimeUnit([text]), notes) ?? Number.NaN
  const [, day, month = '', year, hour, minute, second, sign, offsetHours = '0', offsetMinutes = '0'] = match
  const monthIndex = months.indexOf(month)
  if (monthIndex < 0) return Number.NaN
  const localMs = Date.UTC(Number(year), monthIndex, Number(day), Number(hour), Number(minute), Number(second))
  const offsetMs = (Number(offsetHours) * 60 + Number(offsetMinutes)) * 60_000
  if (sign === undefined) notes?.note('times without a zone are taken as UTC')
  return sign === '-' ? localMs + offsetMs : localMs - offsetMs
}
