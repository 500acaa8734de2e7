import { runOptions } from '@inkling/contracts'
import { Type } from 'typebox'
import { defineJob } from '../define-job.ts'
import { runKey } from './run-key.ts'
import { tenantRun } from './tenant-run.ts'

/** Loads a tenant's models into the processes that serve it. */
export const warm = defineJob('warm', {
  payload: Type.Object({ ...runKey, ...runOptions.warm.properties }),
  ...tenantRun,
})
