import { Type } from 'typebox'
import { defineJob } from '../define-job.ts'

/** Moves the months of events that are old enough into the archive each night, where one is set up. */
export const archiveDue = defineJob('archiveDue', {
  payload: Type.Object({}),
  concurrency: 1,
  maxWaiting: 10,
  timeoutMs: 360 * 60_000,
  attempts: 4,
  backoffMs: 60_000,
  requestedBy: 'inkling',
  schedule: { cron: '10 2 * * *', payload: {} },
})
