import { BackupRequest } from '@inkling/contracts'
import { Type } from 'typebox'
import { defineJob } from '../define-job.ts'
import { runKey } from './run-key.ts'

/** Backs up Postgres. The run belongs to the operator who asked for it. */
export const backup = defineJob('backup', {
  payload: Type.Object({ ...runKey, ...BackupRequest.properties }),
  concurrency: 1,
  maxWaiting: 10,
  timeoutMs: 360 * 60_000,
  attempts: 2,
  backoffMs: 60_000,
  requestedBy: 'ops:write',
})
