import type { Context } from './context.ts'
import type { EventLog, UsageEvent } from './event-log.ts'

/** Items of a context that are looked at; bounds the copies made of a session without end. */
const contextItems = 50
const mostEvents = 30_000
const fewEvents = 2_000

/** A context and the item that followed it, in the numbers of one log. */
export interface Case {
  context: Context
  next: number
}

/** The sessions that ended last, as lists of events: a fifth of all; of few events more, of many less. */
export function tailOf(log: EventLog): number[][] {
  const limit = Math.min(mostEvents, Math.max(log.size / 5, Math.min(fewEvents, log.size / 2)))
  const taken = new Set<number>()
  const tail: number[][] = []
  let events = 0
  for (let event = log.length - 1; event >= 0 && events < limit; event--) {
    const session = log.sessions.keyOf(event)
    if (session < 0 || taken.has(session)) continue
    taken.add(session)
    tail.push(log.sessions.eventsOf(session))
    events += log.sessions.size(session)
  }
  return tail
}

/** What was applied to make an event. */
export function usageOf(log: EventLog, event: number): UsageEvent {
  const sessionId = log.isImplicit(event) ? '' : log.sessions.names.nameOf(log.sessions.keyOf(event))
  const userId = log.users.names.nameOf(log.users.keyOf(event))
  return { itemId: log.items.names.nameOf(log.items.keyOf(event)), sessionId, userId, atMs: log.atMs(event) }
}

/** Every step within the sessions, thinned evenly to `most`, as cases in the numbers of another log that lacks them. */
export function casesOf(log: EventLog, sessions: readonly number[][], other: EventLog, most: number): Case[] {
  const steps = sessions.flatMap((events) =>
    events.slice(1).map((_, n) => events.slice(Math.max(0, n + 1 - contextItems), n + 2)),
  )
  const stride = Math.max(1, steps.length / most)
  const thinned = Array.from(
    { length: Math.floor(steps.length / stride) },
    (_, n) => steps[Math.floor(n * stride)] ?? [],
  )
  return thinned.map((events) => {
    const items = events.map((event) => other.items.names.find(log.items.names.nameOf(log.items.keyOf(event))))
    const last = events.at(-1) ?? 0
    const user = other.users.names.find(log.users.names.nameOf(log.users.keyOf(last)))
    const context = { items: items.slice(0, -1).filter((item) => item >= 0), user, session: -1, atMs: log.atMs(last) }
    return { context, next: items.at(-1) ?? -1 }
  })
}
