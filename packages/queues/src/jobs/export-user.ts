import { Type } from 'typebox'
import { defineJob } from '../define-job.ts'
import { runKey } from './run-key.ts'

/**
 * Writes all that is stored of a user as lines of JSON, in parts. The id of the user is in no payload, because payloads
 * are kept: it waits in a part of the transfer, which the export replaces.
 */
export const exportUser = defineJob('exportUser', {
  payload: Type.Object({ ...runKey, exportId: Type.String({ minLength: 1 }) }),
  concurrency: 2,
  maxWaiting: 100,
  waitingPerTenant: 10,
  timeoutMs: 60 * 60_000,
  attempts: 4,
  backoffMs: 1_000,
  requestedBy: 'users:read',
})
