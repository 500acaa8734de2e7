import { Type } from 'typebox'
import { defineJob } from '../define-job.ts'
import { runKey } from './run-key.ts'

/** Erases all that is stored of a tenant. The run belongs to the operator who asked for it. */
export const erase = defineJob('erase', {
  payload: Type.Object({
    ...runKey,
    erasedTenantId: Type.String({ minLength: 1 }),
  }),
  concurrency: 1,
  maxWaiting: 100,
  timeoutMs: 60 * 60_000,
  attempts: 5,
  isRepeatedUntilDone: true,
  backoffMs: 1_000,
  requestedBy: 'admin',
})
