import type { UsageEvent } from '../log/event-log.ts'
import type { PredictionQuery } from '../model/prediction.ts'

/** A query with the item that came next. */
export interface TestCase {
  query: PredictionQuery
  /** The item that came next. */
  next: string
  /** Items that cannot come next; they are removed from the ranking. */
  excluded?: ReadonlySet<string>
}

/**
 * One case per prefix of a session: predict the item that follows it. The user is named, if there is one, as by an
 * application.
 */
export function prefixCases(events: readonly UsageEvent[]): TestCase[] {
  const sessions = Map.groupBy(events, ({ sessionId, userId }) => sessionId || userId)
  return [...sessions.values()].flatMap((session) =>
    session.slice(1).map(({ itemId, userId }, n) => ({
      query: {
        recent: session.slice(0, n + 1).map((event) => event.itemId),
        atMs: session[n]?.atMs ?? 0,
        ...(userId && { userId }),
      },
      next: itemId,
    })),
  )
}

/** One case per held-out event: predict it from the user's `history`, whose items are excluded from the ranking. */
export function leaveOneOutCases(history: readonly UsageEvent[], heldOut: readonly UsageEvent[]): TestCase[] {
  const owner = ({ sessionId, userId }: UsageEvent) => userId || sessionId
  const histories = Map.groupBy(history, owner)
  return heldOut.flatMap((event) => {
    const earlier = histories.get(owner(event))
    if (!earlier) return []
    const recent = earlier.map(({ itemId }) => itemId)
    const { sessionId = '', userId = '', atMs } = event
    return [{ query: { recent, sessionId, userId, atMs }, next: event.itemId, excluded: new Set(recent) }]
  })
}
