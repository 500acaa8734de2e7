import type { RunKind } from '@inkling/contracts'
import {
  type Database,
  failQueuedRun,
  insertRun,
  insertRunUnlessActive,
  insertRunUnlessQueued,
  nextRun,
} from '@inkling/database'
import { type JobSubmitter, type RunLog, requestRun } from '@inkling/queues'
import { runRequestMetrics } from '@inkling/telemetry'

/**
 * Starts a run because it is due, unless one of its kind is queued or running. @throws InklingError overloaded,
 * dependency_unavailable
 */
export async function startScheduledRun(
  database: Database,
  submitter: JobSubmitter,
  tenantId: string,
  kind: RunKind,
  { requests } = runRequestMetrics(),
): Promise<void> {
  const count = (outcome: 'taken' | 'refused') => requests.inc({ kind, reason: 'schedule', outcome })
  try {
    await requestRun(runLog(database, tenantId), submitter, { kind, options: { reason: 'schedule' } })
    count('taken')
  } catch (error) {
    count('refused')
    throw error
  }
}

function runLog(database: Database, tenantId: string): RunLog {
  const runs = database.background(tenantId)
  return {
    tenantId,
    insert: (run) => insertRun(runs, run),
    insertUnlessActive: (run) => insertRunUnlessActive(runs, run),
    insertUnlessQueued: (run, mostOpen) => insertRunUnlessQueued(runs, run, mostOpen),
    next: (kind) => nextRun(runs, kind),
    fail: (id, error) => failQueuedRun(runs, id, error),
  }
}
