import { runOptions } from '@inkling/contracts'
import { Type } from 'typebox'
import { defineJob } from '../define-job.ts'
import { runKey } from './run-key.ts'
import { tenantRun } from './tenant-run.ts'

/** Trains a tenant's next-item model. */
export const train = defineJob('train', {
  payload: Type.Object({ ...runKey, ...runOptions.train.properties }),
  ...tenantRun,
  isHeavy: true,
  waitingPerTenant: 1_000,
})
