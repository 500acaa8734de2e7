import type { Event } from '@inkling/contracts'
import type { SkipReason } from './skip-reasons.ts'
import { parseTime, type TimeUnit } from './time.ts'

/** One use of an item as a file tells it; empty texts mean absent. */
export interface Row {
  readonly session: string
  readonly user: string
  readonly item: string
  /** Undefined where the file has no times at all: the server then takes the time of arrival. */
  readonly time: string | undefined
  readonly type: string
}

/** What all rows of an import share. */
export interface RowContext {
  /** Names the file's content; with the line number it makes the event's id, so that a repeated import adds nothing. */
  readonly digest: string
  /** For rows that name no type. */
  readonly type: string
  readonly unit: TimeUnit
  /** Rows later than this are in the future. */
  readonly latestMs: number
}

/** The event of a row, or why there is none. */
export function toEvent(row: Row, line: number, context: RowContext): Event | SkipReason {
  if (row.item === '') return 'noItem'
  if (row.session === '' && row.user === '') return 'noVisitor'
  if (isTooLong(row.item) || isTooLong(row.session) || isTooLong(row.user)) return 'longId'
  const event: Event = { id: `${context.digest}-${line}`, type: row.type || context.type, itemId: row.item }
  if (row.session !== '') event.sessionId = row.session
  if (row.user !== '') event.userId = row.user
  if (row.time === undefined) return event
  const timeMs = parseTime(row.time, context.unit)
  if (timeMs === undefined) return 'badTime'
  if (timeMs > context.latestMs) return 'future'
  event.occurredAt = new Date(timeMs).toISOString()
  return event
}

const maxIdBytes = 256

/** A UTF-16 unit is at most 3 bytes of UTF-8, so short texts need no counting. */
export const isTooLong = (id: string) => id.length * 3 > maxIdBytes && Buffer.byteLength(id) > maxIdBytes
