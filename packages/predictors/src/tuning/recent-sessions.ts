import type { Context } from '../components/context.ts'
import type { EventLog, UsageEvent } from '../log/event-log.ts'

/** Most items of a context, so that a very long session is not copied whole for each case. */
const contextItems = 50
const mostEvents = 30_000
const fewEvents = 2_000
/** Most events taken of a session (the newest), so that a few long sessions do not dominate. */
const mostOfSession = 20
/** Enough events to tell a difference of a few per cent. */
const mostHeldOut = 3_000

/** A context and the item that followed it, in the numbers of one log. */
export interface Case {
  context: Context
  next: number
}

/**
 * The sessions that ended last, as lists of their newest events. They hold a fifth of all events, at least 2,000 (or
 * half of all, if that is less) and at most 30,000.
 * @param heldOut sessions that are left out, from {@link heldOutSessions}
 */
export function recentSessions(log: EventLog, heldOut: readonly number[][] = []): number[][] {
  const limit = Math.min(mostEvents, Math.max(log.size / 5, Math.min(fewEvents, log.size / 2)))
  return newestSessions(log, limit, new Set(heldOut.map(([event = -1]) => log.sessions.keyOf(event))))
}

/** The newest sessions, to test a model on that has not learned from them. */
export const heldOutSessions = (log: EventLog): number[][] =>
  newestSessions(log, Math.min(mostHeldOut, log.size / 5), new Set())

function newestSessions(log: EventLog, limit: number, taken: Set<number>): number[][] {
  const sessions: number[][] = []
  let events = 0
  for (let event = log.length - 1; event >= 0 && events < limit; event--) {
    const session = log.sessions.keyOf(event)
    if (session < 0 || taken.has(session)) continue
    taken.add(session)
    const newest = log.sessions.eventsOf(session, mostOfSession)
    sessions.push(newest)
    events += newest.length
  }
  return sessions
}

/** The events of sessions in the order in which they happened. */
export const inOrder = (sessions: readonly number[][]): number[] => sessions.flat().sort((a, b) => a - b)

/** The usage event that, applied again, makes this event. */
export function usageOf(log: EventLog, event: number): UsageEvent {
  const sessionId = log.isImplicit(event) ? '' : log.sessions.names.nameOf(log.sessions.keyOf(event))
  const userId = log.users.names.nameOf(log.users.keyOf(event))
  const itemId = log.items.names.nameOf(log.items.keyOf(event))
  return { itemId, sessionId, userId, atMs: log.atMs(event), ...(log.isInduced(event) && { isInduced: true }) }
}

/**
 * Cases for the events that have a previous event in their session and that we did not cause, thinned evenly to `most`.
 * @param other the log that the cases are used on, which lacks these events
 */
export function casesOf(log: EventLog, sessions: readonly number[][], other: EventLog, most: number): Case[] {
  const steps = sessions.flat().filter((event) => log.sessions.previous(event) >= 0 && !log.isInduced(event))
  const stride = Math.max(1, steps.length / most)
  return Array.from({ length: Math.floor(steps.length / stride) }, (_, n) =>
    caseOf(log, steps[Math.floor(n * stride)] ?? 0, other),
  )
}

function caseOf(log: EventLog, event: number, other: EventLog): Case {
  const itemIn = (e: number) => other.items.names.find(log.items.names.nameOf(log.items.keyOf(e)))
  const items: number[] = []
  let before = log.sessions.previous(event)
  for (let n = 0; n < contextItems && before >= 0; n++, before = log.sessions.previous(before))
    items.push(itemIn(before))
  const context = {
    items: items.reverse().filter((item) => item >= 0),
    user: other.users.names.find(log.users.names.nameOf(log.users.keyOf(event))),
    session: other.sessions.names.find(log.sessions.names.nameOf(log.sessions.keyOf(event))),
    atMs: log.atMs(event),
  }
  return { context, next: itemIn(event) }
}
