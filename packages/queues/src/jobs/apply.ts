import { Type } from 'typebox'
import { defineJob } from '../define-job.ts'
import { changesKey } from './run-key.ts'
import { tenantRun } from './tenant-run.ts'

/** Makes the changes that a run of hygiene proposed. */
export const apply = defineJob('apply', {
  payload: Type.Object({
    ...changesKey,
    force: Type.Optional(Type.Boolean({ description: 'Whatever quality they lose' })),
  }),
  ...tenantRun,
  isHeavy: true,
})
