import { crc32 } from 'node:zlib'
import type { Event } from '@inkling/contracts'
import { idOf, trimmed } from './absent.ts'
import type { Notes } from './converter.ts'
import type { SkipReason } from './skip-reasons.ts'
import { isOfOtherUnit, parseTime, type TimeUnit } from './time.ts'

/** One use of an item as read from a file. An empty text means that the field is absent. */
export interface Row {
  readonly session: string
  readonly user: string
  readonly item: string
  /** Undefined if the file has no times: then the server takes the time of arrival. */
  readonly time: string | undefined
  readonly type: string
  /** A number such as a rating. */
  readonly value: string
}

/** The facts that all rows of an import share. */
export interface RowContext {
  /**
   * Identifies the start of the file. With a checksum and the number of the line it is the id of the event, so a
   * repeated import adds nothing, also if the file has grown or was cut off before.
   */
  readonly digest: string
  /** The type of rows without a type. */
  readonly type: string
  readonly unit: TimeUnit
  /** Rows with a later time are in the future. */
  readonly latestMs: number
}

/** Converts a row to an event, or returns why it cannot. */
export function toEvent(row: Row, line: number, context: RowContext, notes: Notes): Event | SkipReason {
  const item = idOf(row.item)
  const session = idOf(row.session)
  const user = idOf(row.user)
  if (item === '') return 'noItem'
  if (session === '' && user === '') return 'noVisitor'
  if (isTooLong(item) || isTooLong(session) || isTooLong(user)) return 'longId'
  const event: Event = {
    id: `${context.digest}-${checksumOf(row)}-${line}`,
    type: (row.type === '' ? '' : trimmed(row.type)) || context.type,
    itemId: item,
  }
  if (session !== '') event.sessionId = session
  if (user !== '') event.userId = user
  else if (row.user !== '') notes.note(`users written as ${row.user.trim() || 'blanks'} count as no user`)
  if (row.value !== '' && Number.isFinite(Number(row.value))) event.value = Number(row.value)
  if (row.time === undefined) return event
  const timeMs = timeOf(row.time, context, notes)
  if (typeof timeMs === 'string') return timeMs
  event.occurredAt = new Date(timeMs).toISOString()
  return event
}

const checksumOf = ({ session, user, item, time, type, value }: Row) =>
  crc32(`${session}\n${user}\n${item}\n${time}\n${type}\n${value}`).toString(36)

function timeOf(text: string, { unit, latestMs }: RowContext, notes: Notes): number | SkipReason {
  const written = trimmed(text)
  const timeMs = parseTime(written, unit, notes)
  if (timeMs === undefined) return 'badTime'
  if (timeMs <= latestMs && timeMs >= year2000Ms) return timeMs
  if (isOfOtherUnit(written, unit, latestMs)) return 'otherUnit'
  return timeMs > latestMs ? 'future' : timeMs
}

const year2000Ms = Date.UTC(2000, 0)
const maxIdBytes = 256

/** A UTF-16 unit takes at most 3 bytes of UTF-8, so the bytes of a short text need not be counted. */
export const isTooLong = (id: string) => id.length * 3 > maxIdBytes && Buffer.byteLength(id) > maxIdBytes
