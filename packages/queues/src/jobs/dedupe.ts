import { runOptions } from '@inkling/contracts'
import { Type } from 'typebox'
import { defineJob } from '../define-job.ts'
import { runKey } from './run-key.ts'

/** Finds items that say the same, and proposes to merge them. */
export const dedupe = defineJob('dedupe', {
  payload: Type.Object({ ...runKey, ...runOptions.dedupe.properties }),
  concurrency: 1,
  isHeavy: true,
  maxWaiting: 100,
  waitingPerTenant: 3,
  timeoutMs: 15 * 60_000,
  attempts: 4,
  backoffMs: 1_000,
  requestedBy: 'maintenance:write',
})
