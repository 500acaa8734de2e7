import { runOptions } from '@inkling/contracts'
import { Type } from 'typebox'
import { defineJob } from '../define-job.ts'
import { runKey } from './run-key.ts'
import { tenantRun } from './tenant-run.ts'

/** Finds items that are used no more, and proposes to archive them. */
export const decay = defineJob('decay', {
  payload: Type.Object({ ...runKey, ...runOptions.decay.properties }),
  ...tenantRun,
  isHeavy: true,
})
