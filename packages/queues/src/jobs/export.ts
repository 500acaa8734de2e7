import { Type } from 'typebox'
import { defineJob } from '../define-job.ts'
import { runKey } from './run-key.ts'
import { transferRun } from './transfer-run.ts'

/** Writes all that is stored of a tenant as lines of JSON, in parts. The run is the operator's who asked for it. */
export const exportTenant = defineJob('export', {
  payload: Type.Object({ ...runKey, ofTenantId: Type.String({ minLength: 1 }) }),
  ...transferRun,
})
