/** The limits of a run that a tenant may ask for, unless its kind says otherwise. */
export const tenantRun = {
  concurrency: 1,
  maxWaiting: 100,
  waitingPerTenant: 3,
  timeoutMs: 15 * 60_000,
  attempts: 4,
  backoffMs: 1_000,
  requestedBy: 'maintenance:write',
} as const
