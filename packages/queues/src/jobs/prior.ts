import { Type } from 'typebox'
import { defineJob } from '../define-job.ts'

/** Computes the prior over tenants from which new tenants start. */
export const prior = defineJob('prior', {
  payload: Type.Object({}),
  concurrency: 1,
  maxWaiting: 10,
  timeoutMs: 15 * 60_000,
  attempts: 4,
  backoffMs: 1_000,
  requestedBy: 'inkling',
  schedule: { cron: '40 * * * *', payload: {} },
})
