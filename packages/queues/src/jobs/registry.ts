import type { RunKind } from '@inkling/contracts'
import type { Static } from 'typebox'
import type { JobDefinition } from '../define-job.ts'
import { apply } from './apply.ts'
import { archive } from './archive.ts'
import { archiveDue } from './archive-due.ts'
import { backup } from './backup.ts'
import { backupDue } from './backup-due.ts'
import { decay } from './decay.ts'
import { dedupe } from './dedupe.ts'
import { drill } from './drill.ts'
import { erase } from './erase.ts'
import { eraseUser } from './erase-user.ts'
import { expiry } from './expiry.ts'
import { exportTenant } from './export.ts'
import { exportUser } from './export-user.ts'
import { importTenant } from './import.ts'
import { partition } from './partition.ts'
import { prior } from './prior.ts'
import { refit } from './refit.ts'
import { reindex } from './reindex.ts'
import { reindexDue } from './reindex-due.ts'
import { restoreArchive } from './restore-archive.ts'
import { retention } from './retention.ts'
import { train } from './train.ts'
import { trainDue } from './train-due.ts'
import { undo } from './undo.ts'
import { warm } from './warm.ts'

/** Every kind of job, by its name. Submitters, workers, schedules and routes read it. */
export const jobs = {
  train,
  refit,
  reindex,
  dedupe,
  decay,
  expiry,
  warm,
  apply,
  undo,
  erase,
  eraseUser,
  partition,
  prior,
  retention,
  trainDue,
  reindexDue,
  archive,
  archiveDue,
  restoreArchive,
  backup,
  backupDue,
  drill,
  export: exportTenant,
  exportUser,
  import: importTenant,
} satisfies Record<RunKind, JobDefinition> & Record<string, JobDefinition>

export type JobName = keyof typeof jobs
export type JobPayload<N extends JobName> = Static<(typeof jobs)[N]['payload']>

export const jobNames = Object.keys(jobs) as JobName[]
