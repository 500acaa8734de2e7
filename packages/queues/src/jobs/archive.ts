import { ArchiveRequest } from '@inkling/contracts'
import { Type } from 'typebox'
import { defineJob } from '../define-job.ts'
import { runKey } from './run-key.ts'

/** Moves old months of events into the archive. The run belongs to the operator who asked for it. */
export const archive = defineJob('archive', {
  payload: Type.Object({ ...runKey, ...ArchiveRequest.properties }),
  concurrency: 1,
  maxWaiting: 10,
  timeoutMs: 360 * 60_000,
  attempts: 4,
  backoffMs: 60_000,
  requestedBy: 'ops:write',
})
