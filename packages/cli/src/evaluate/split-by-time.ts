import type { UsageEvent } from '@inkling/predictors'

export interface Split {
  readonly train: UsageEvent[]
  readonly later: UsageEvent[]
}

/**
 * Splits events so that `later` holds about `laterShare` of them, in the sessions that began last. A session is never
 * divided. An event without a session stands for itself.
 */
export function splitByTime(events: readonly UsageEvent[], laterShare: number): Split {
  const ordered = events.toSorted((a, b) => a.atMs - b.atMs)
  const cutMs = ordered[Math.floor(ordered.length * (1 - laterShare))]?.atMs ?? Number.POSITIVE_INFINITY
  const begunMs = new Map<string, number>()
  for (const { sessionId, atMs } of ordered) if (sessionId && !begunMs.has(sessionId)) begunMs.set(sessionId, atMs)
  const isLater = ({ sessionId = '', atMs }: UsageEvent) => (begunMs.get(sessionId) ?? atMs) >= cutMs
  return { train: ordered.filter((event) => !isLater(event)), later: ordered.filter(isLater) }
}
