import type { Event } from '@inkling/contracts'
import type { SkipReason } from './skip-reasons.ts'
import { parseTime, type TimeUnit } from './time.ts'

/** One use of an item as read from a file. An empty text means that the field is absent. */
export interface Row {
  readonly session: string
  readonly user: string
  readonly item: string
  /** Undefined if the file has no times: then the server takes the time of arrival. */
  readonly time: string | undefined
  readonly type: string
}

/** The facts that all rows of an import share. */
export interface RowContext {
  /**
   * Identifies the content of the file. With the line number it is the id of the event, so a repeated import adds
   * nothing.
   */
  readonly digest: string
  /** The type of rows without a type. */
  readonly type: string
  readonly unit: TimeUnit
  /** Rows with a later time are in the future. */
  readonly latestMs: number
}

/** Converts a row to an event, or returns why it cannot. */
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

/** A UTF-16 unit takes at most 3 bytes of UTF-8, so the bytes of a short text need not be counted. */
export const isTooLong = (id: string) => id.length * 3 > maxIdBytes && Buffer.byteLength(id) > maxIdBytes
