import { Type } from 'typebox'
import { defineJob } from '../define-job.ts'
import { runKey } from './run-key.ts'

/** Makes the changes that a run of hygiene proposed. */
export const apply = defineJob('apply', {
  payload: Type.Object({
    ...runKey,
    changesOf: Type.String({ minLength: 1, description: 'The run that proposed them' }),
    force: Type.Optional(Type.Boolean({ description: 'Whatever quality they lose' })),
  }),
  concurrency: 1,
  isHeavy: true,
  maxWaiting: 100,
  waitingPerTenant: 3,
  timeoutMs: 15 * 60_000,
  attempts: 4,
  backoffMs: 1_000,
  requestedBy: 'maintenance:write',
})
