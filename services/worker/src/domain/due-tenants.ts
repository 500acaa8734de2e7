/** The facts that decide whether a tenant is due for a run of a kind. */
export interface RunFacts {
  readonly tenantId: string
  /** When its last run was created; without one, the time from which it waits for its first. */
  readonly lastMs: number
  /** Whether enough happened that the last run did not see. */
  readonly hasNews: boolean
  /** Whether a run is queued or running. */
  readonly isActive: boolean
}

/** Most scheduled runs of a kind at once, so that the queue keeps room for runs that callers ask for. */
const mostActive = 20

/** The tenants that are due, the one that waits longest first, as many as there is room for. */
export function dueTenants(facts: readonly RunFacts[], nowMs: number, afterMs: number): string[] {
  const room = Math.max(0, mostActive - facts.filter(({ isActive }) => isActive).length)
  return facts
    .filter(({ lastMs, hasNews, isActive }) => !isActive && hasNews && nowMs - lastMs >= afterMs)
    .toSorted((a, b) => a.lastMs - b.lastMs)
    .slice(0, room)
    .map(({ tenantId }) => tenantId)
}
