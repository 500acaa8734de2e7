import { runOptions } from '@inkling/contracts'
import { Type } from 'typebox'
import { defineJob } from '../define-job.ts'
import { runKey } from './run-key.ts'
import { tenantRun } from './tenant-run.ts'

/** Builds a tenant's search index, and learns from clicks how to rank. */
export const reindex = defineJob('reindex', {
  payload: Type.Object({ ...runKey, ...runOptions.reindex.properties }),
  ...tenantRun,
  isHeavy: true,
  waitingPerTenant: 1_000,
})
