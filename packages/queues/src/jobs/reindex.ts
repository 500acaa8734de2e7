import { runOptions } from '@inkling/contracts'
import { Type } from 'typebox'
import { defineJob } from '../define-job.ts'
import { runKey } from './run-key.ts'

/** Builds a tenant's search index, and learns from clicks how to rank. */
export const reindex = defineJob('reindex', {
  payload: Type.Object({ ...runKey, ...runOptions.reindex.properties }),
  concurrency: 1,
  isHeavy: true,
  maxWaiting: 100,
  waitingPerTenant: 1_000,
  timeoutMs: 15 * 60_000,
  attempts: 4,
  backoffMs: 1_000,
  requestedBy: 'maintenance:write',
})
