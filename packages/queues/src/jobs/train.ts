import { runOptions } from '@inkling/contracts'
import { Type } from 'typebox'
import { defineJob } from '../define-job.ts'
import { runKey } from './run-key.ts'

/** Trains a tenant's next-item model. */
export const train = defineJob('train', {
  payload: Type.Object({ ...runKey, ...runOptions.train.properties }),
  concurrency: 1,
  isHeavy: true,
  maxWaiting: 100,
  waitingPerTenant: 1_000,
  timeoutMs: 15 * 60_000,
  attempts: 4,
  backoffMs: 1_000,
  requestedBy: 'maintenance:write',
})
