import { Type } from 'typebox'
import { defineJob } from '../define-job.ts'

/** Backs up Postgres each night, where a repository is set up. */
export const backupDue = defineJob('backupDue', {
  payload: Type.Object({}),
  concurrency: 1,
  maxWaiting: 10,
  timeoutMs: 360 * 60_000,
  attempts: 3,
  backoffMs: 60_000,
  requestedBy: 'inkling',
  // Also at start, so that a new installation has a backup from its first minute on.
  schedule: { cron: '30 1 * * *', payload: {}, runsAtStart: true },
})
