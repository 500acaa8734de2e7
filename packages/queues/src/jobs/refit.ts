import { runOptions } from '@inkling/contracts'
import { Type } from 'typebox'
import { defineJob } from '../define-job.ts'
import { runKey } from './run-key.ts'
import { tenantRun } from './tenant-run.ts'

/** Learns the weights of a tenant's next-item model again, with the tuning in service. */
export const refit = defineJob('refit', {
  payload: Type.Object({ ...runKey, ...runOptions.refit.properties }),
  ...tenantRun,
  isHeavy: true,
  waitingPerTenant: 1_000,
})
