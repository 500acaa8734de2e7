/** The limits of the runs that move all data of a tenant. */
export const transferRun = {
  concurrency: 1,
  maxWaiting: 100,
  timeoutMs: 60 * 60_000,
  attempts: 4,
  backoffMs: 1_000,
  requestedBy: 'admin',
} as const
