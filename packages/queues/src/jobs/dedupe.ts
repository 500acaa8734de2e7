import { runOptions } from '@inkling/contracts'
import { Type } from 'typebox'
import { defineJob } from '../define-job.ts'
import { runKey } from './run-key.ts'
import { tenantRun } from './tenant-run.ts'

/** Finds items that say the same, and proposes to merge them. */
export const dedupe = defineJob('dedupe', {
  payload: Type.Object({ ...runKey, ...runOptions.dedupe.properties }),
  ...tenantRun,
  isHeavy: true,
})
