import {
  type Database,
  failQueuedRun,
  insertRun,
  insertRunUnlessActive,
  insertRunUnlessQueued,
  listRuns,
  readRun,
} from '@inkling/database'
import { type JobSubmitter, type RunLog, requestRun } from '@inkling/queues'
import type { Caller } from '@inkling/service-kit'
import type { Runs } from '../routes/runs.route.ts'

/** The runs that a tenant asks for, in Postgres and in the queues. */
export const createRuns = (database: Database, submitter: JobSubmitter): Runs => ({
  start: (caller, request) => requestRun(runLog(database, caller), submitter, request),
  read: (caller, id) => readRun(database.of(caller), id),
  list: (caller, before, limit) => listRuns(database.of(caller), before, limit),
})

/** Statements end at the caller's deadline, except the one that records a failure: it may be due to that deadline. */
export function runLog(database: Database, caller: Caller): RunLog {
  const runs = database.of(caller)
  return {
    tenantId: runs.tenantId,
    insert: (run) => insertRun(runs, run),
    insertUnlessActive: (run) => insertRunUnlessActive(runs, run),
    insertUnlessQueued: (run) => insertRunUnlessQueued(runs, run),
    fail: (id, error) => failQueuedRun(database.background(runs.tenantId), id, error),
  }
}
