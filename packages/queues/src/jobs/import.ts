import { ImportRequest } from '@inkling/contracts'
import { Type } from 'typebox'
import { defineJob } from '../define-job.ts'
import { runKey } from './run-key.ts'
import { transferRun } from './transfer-run.ts'

/** Replaces all that is stored of a tenant by an export. The run belongs to the operator who asked for it. */
export const importTenant = defineJob('import', {
  payload: Type.Object({ ...runKey, ofTenantId: Type.String({ minLength: 1 }), ...ImportRequest.properties }),
  ...transferRun,
})
