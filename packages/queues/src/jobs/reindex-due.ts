import { Type } from 'typebox'
import { defineJob } from '../define-job.ts'

/** Queues reindex runs for the tenants whose items or their use changed and whose last run is `afterMs` ago. */
export const reindexDue = defineJob('reindexDue', {
  payload: Type.Object({ afterMs: Type.Number({ exclusiveMinimum: 0 }) }),
  concurrency: 1,
  maxWaiting: 10,
  timeoutMs: 10 * 60_000,
  attempts: 1,
  backoffMs: 1_000,
  requestedBy: 'inkling',
  schedule: { cron: '5-59/10 * * * *', payload: { afterMs: 24 * 3_600_000 } },
})
