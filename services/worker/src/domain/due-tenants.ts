export interface TrainingFacts {
  readonly tenantId: string
  /** When its last train run was asked for, or else when it was created. */
  readonly lastMs: number
  /** Since its newest snapshot; counted up to {@link leastNewEvents}. */
  readonly newEvents: number
  /** Whether a train run is queued or running. */
  readonly isActive: boolean
}

/** Of fewer events a model learns nothing that it had not. */
export const leastNewEvents = 100

/** Runs under way at once, so that the queue keeps room for those whom somebody asked for. */
const mostActive = 20

/** Who is to be trained now: those with news whose last time is long ago, the longest first, as many as there is room for. */
export function dueTenants(facts: readonly TrainingFacts[], nowMs: number, afterMs: number): string[] {
  const room = Math.max(0, mostActive - facts.filter(({ isActive }) => isActive).length)
  return facts
    .filter(({ lastMs, newEvents, isActive }) => !isActive && newEvents >= leastNewEvents && nowMs - lastMs >= afterMs)
    .toSorted((a, b) => a.lastMs - b.lastMs)
    .slice(0, room)
    .map(({ tenantId }) => tenantId)
}
