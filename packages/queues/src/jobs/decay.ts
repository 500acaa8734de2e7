import { runOptions } from '@inkling/contracts'
import { Type } from 'typebox'
import { defineJob } from '../define-job.ts'
import { runKey } from './run-key.ts'

/** Finds items that are used no more, and proposes to archive them. */
export const decay = defineJob('decay', {
  payload: Type.Object({ ...runKey, ...runOptions.decay.properties }),
  concurrency: 1,
  isHeavy: true,
  maxWaiting: 100,
  waitingPerTenant: 3,
  timeoutMs: 15 * 60_000,
  attempts: 4,
  backoffMs: 1_000,
  requestedBy: 'maintenance:write',
})
