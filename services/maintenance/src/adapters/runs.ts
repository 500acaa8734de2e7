import {
  cancelRun,
  type Database,
  failQueuedRun,
  insertRun,
  insertRunUnlessActive,
  insertRunUnlessQueued,
  listRuns,
  nextRun,
  readRun,
} from '@inkling/database'
import { isRunJob, type JobSubmitter, type RunLog, requestRun, submitNextRun } from '@inkling/queues'
import type { Caller } from '@inkling/service-kit'
import type { Logger } from '@inkling/telemetry'
import type { Runs } from '../routes/runs.route.ts'

/** The runs that a tenant asks for, in Postgres and in the queues. */
export const createRuns = (database: Database, submitter: JobSubmitter, logger: Logger): Runs => ({
  start: (caller, request) => requestRun(runLog(database, caller), submitter, request, caller.executionId),
  read: (caller, id) => readRun(database.of(caller), id),
  list: (caller, before, limit) => listRuns(database.of(caller), before, limit),
  async cancel(caller, id) {
    const operation = await cancelRun(database.of(caller), id)
    makeRoom(runLog(database, caller), submitter, operation).catch((error: unknown) =>
      logger.warn({ err: error, runId: id }, 'the job of a cancelled run is still queued; the worker will skip it'),
    )
    return operation
  },
})

/** Takes the job of a cancelled run out of its queue, unless it runs, and queues the tenant's next run. */
async function makeRoom(runs: RunLog, submitter: JobSubmitter, { kind, id }: { kind: string; id: string }) {
  if (!isRunJob(kind)) return
  await submitter.remove(kind, id)
  await submitNextRun(runs, submitter, kind)
}

/** Statements end at the caller's deadline, except the one that records a failure: it may be due to that deadline. */
export function runLog(database: Database, caller: Caller): RunLog {
  const runs = database.of(caller)
  return {
    tenantId: runs.tenantId,
    insert: (run) => insertRun(runs, run),
    insertUnlessActive: (run) => insertRunUnlessActive(runs, run),
    insertUnlessQueued: (run, mostOpen) => insertRunUnlessQueued(runs, run, mostOpen),
    next: (kind) => nextRun(runs, kind),
    fail: (id, error) => failQueuedRun(database.background(runs.tenantId), id, error),
  }
}
