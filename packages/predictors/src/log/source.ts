import type { EventLog, UsageEvent } from './event-log.ts'

const dayMs = 86_400_000

/** Of the newest `among` events of an item, at most `most` are kept of one source within a day. */
const crowd = { most: 8, among: 128 } as const
/** With fewer sessions in the log there is hardly anyone else to speak for. */
const leastSessions = 16

/** The source of an event: a user, or a session of nobody known. Numbers of the log; -1 if there is none. */
interface Source {
  readonly session: number
  readonly user: number
}

/** Whether an event is of this source, and at most a day from this time. */
function isOf(log: EventLog, event: number, { session, user }: Source, atMs: number): boolean {
  const isSame = log.sessions.keyOf(event) === session || (user >= 0 && log.users.keyOf(event) === user)
  return isSame && Math.abs(log.atMs(event) - atMs) <= dayMs
}

/** Whether the newest `crowd.most` events of a user are within a day. Mostly they are not, and no item needs a look. */
function isBusy(log: EventLog, user: number, atMs: number): boolean {
  const { users } = log
  if (users.size(user) < crowd.most) return false
  let event = users.last(user)
  for (let n = 1; n < crowd.most; n++) {
    if (Math.abs(log.atMs(event) - atMs) > dayMs) return false
    event = users.previous(event)
  }
  return true
}

/**
 * Whether the source of this event, which is not in the log, has so many of the newest events of the item that one more
 * would let it speak for everyone. With 8 of 128, a single source has at most 1/16 of what is counted about an item
 * that others use too.
 */
export function isCrowding(log: EventLog, { itemId, sessionId, userId, atMs }: UsageEvent): boolean {
  const { items, sessions, users } = log
  if (sessions.live < leastSessions) return false
  const user = userId ? users.names.find(userId) : -1
  const session = sessionId ? sessions.names.find(sessionId) : log.runningSession(user, atMs)
  if (sessions.size(session) < crowd.most && !isBusy(log, user, atMs)) return false
  let own = 0
  let event = items.last(items.names.find(itemId))
  for (let n = 0; n < crowd.among && event >= 0; n++, event = items.previous(event))
    if (isOf(log, event, { session, user }, atMs) && ++own === crowd.most) return true
  return false
}

/**
 * Whether the source of this event of the log has another of the `among` events of the item before it. Such an event
 * says nothing about how many people use the item.
 */
export function isRepeated(log: EventLog, event: number, among: number): boolean {
  const { items, sessions, users } = log
  const source = { session: sessions.keyOf(event), user: users.keyOf(event) }
  if (sessions.previous(event) < 0 && users.previous(event) < 0) return false
  let before = items.previous(event)
  for (let n = 0; n < among && before >= 0; n++, before = items.previous(before))
    if (isOf(log, before, source, log.atMs(event))) return true
  return false
}
