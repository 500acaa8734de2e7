import { Type } from 'typebox'
import { defineJob } from '../define-job.ts'
import { changesKey } from './run-key.ts'
import { tenantRun } from './tenant-run.ts'

/** Takes back the changes that a run of hygiene made. */
export const undo = defineJob('undo', {
  payload: Type.Object(changesKey),
  ...tenantRun,
})
