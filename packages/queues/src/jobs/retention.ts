import { Type } from 'typebox'
import { defineJob } from '../define-job.ts'

/** Deletes the rows of tenants that are older than they are to be kept. */
export const retention = defineJob('retention', {
  payload: Type.Object({}),
  concurrency: 1,
  maxWaiting: 10,
  timeoutMs: 60 * 60_000,
  attempts: 5,
  backoffMs: 1_000,
  requestedBy: 'inkling',
  schedule: { cron: '20 3 * * *', payload: {}, runsAtStart: true },
})
