import { Type } from 'typebox'
import { defineJob } from '../define-job.ts'
import { runKey } from './run-key.ts'

/**
 * Erases a user of a tenant, or every user of the list of erasures that is open. No plain id of a user stands in a
 * payload: payloads are kept.
 */
export const eraseUser = defineJob('eraseUser', {
  payload: Type.Object({
    ...runKey,
    userCode: Type.Optional(Type.String({ pattern: '^[0-9a-f]{64}$' })),
    /** RFC 3339: what was under way when the user was to be erased is stored by then. */
    settledAt: Type.Optional(Type.String()),
  }),
  // Most of them wait.
  concurrency: 10,
  maxWaiting: 1_000,
  timeoutMs: 60 * 60_000,
  attempts: 5,
  isRepeatedUntilDone: true,
  backoffMs: 1_000,
  requestedBy: 'users:write',
})
