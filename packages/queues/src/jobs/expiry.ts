import { runOptions } from '@inkling/contracts'
import { Type } from 'typebox'
import { defineJob } from '../define-job.ts'
import { runKey } from './run-key.ts'
import { tenantRun } from './tenant-run.ts'

/** Deletes items that expired long enough ago. */
export const expiry = defineJob('expiry', {
  payload: Type.Object({ ...runKey, ...runOptions.expiry.properties }),
  ...tenantRun,
})
