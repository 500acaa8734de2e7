import { Type } from 'typebox'
import { defineJob } from '../define-job.ts'

/** Proves each night that the newest backup can be restored, where a repository is set up. */
export const drill = defineJob('drill', {
  payload: Type.Object({}),
  concurrency: 1,
  maxWaiting: 10,
  timeoutMs: 360 * 60_000,
  attempts: 2,
  backoffMs: 60_000,
  requestedBy: 'inkling',
  schedule: { cron: '30 3 * * *', payload: {} },
})
