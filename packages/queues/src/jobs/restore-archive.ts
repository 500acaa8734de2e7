import { Month } from '@inkling/contracts'
import { Type } from 'typebox'
import { defineJob } from '../define-job.ts'
import { runKey } from './run-key.ts'

/** Brings a month of events back from the archive. The run belongs to the operator who asked for it. */
export const restoreArchive = defineJob('restoreArchive', {
  payload: Type.Object({ ...runKey, month: Month }),
  concurrency: 1,
  maxWaiting: 10,
  timeoutMs: 360 * 60_000,
  attempts: 4,
  backoffMs: 60_000,
  requestedBy: 'ops:write',
})
