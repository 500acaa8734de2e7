/** What decides whether a tenant is due for a run of a kind. */
export interface RunFacts {
  readonly tenantId: string
  /** When its last run was asked for, or else from when on the first is waited for. */
  readonly lastMs: number
  /** Whether enough happened since what the last run made. */
  readonly hasNews: boolean
  /** Whether a run is queued or running. */
  readonly isActive: boolean
}

/** Runs of a kind under way at once, so that the queue keeps room for those whom somebody asked for. */
const mostActive = 20

/** Whose turn it is: those with news whose last time is long ago, the longest first, as many as there is room for. */
export function dueTenants(facts: readonly RunFacts[], nowMs: number, afterMs: number): string[] {
  const room = Math.max(0, mostActive - facts.filter(({ isActive }) => isActive).length)
  return facts
    .filter(({ lastMs, hasNews, isActive }) => !isActive && hasNews && nowMs - lastMs >= afterMs)
    .toSorted((a, b) => a.lastMs - b.lastMs)
    .slice(0, room)
    .map(({ tenantId }) => tenantId)
}
