import { Type } from 'typebox'
import { defineJob } from '../define-job.ts'

/** Creates the partitions of events for the months ahead, and sums old counts of answers. */
export const partition = defineJob('partition', {
  payload: Type.Object({ monthsAhead: Type.Integer({ minimum: 0 }) }),
  concurrency: 1,
  maxWaiting: 10,
  timeoutMs: 10 * 60_000,
  attempts: 5,
  backoffMs: 1_000,
  requestedBy: 'inkling',
  // Also at start: an installation that was off for months must take events before three in the morning.
  schedule: { cron: '0 3 * * *', payload: { monthsAhead: 3 }, runsAtStart: true },
})
