import type { RunKind } from '@inkling/contracts'
import { type Database, runLogOf } from '@inkling/database'
import { InklingError } from '@inkling/errors'
import { requestRun } from '@inkling/queues'
import { runRequestMetrics } from '@inkling/telemetry'

/**
 * Starts a run because it is due, unless one of its kind is queued or running. @throws InklingError overloaded,
 * dependency_unavailable
 */
export const startScheduledRun = (
  database: Database,
  tenantId: string,
  kind: RunKind,
  metrics = runRequestMetrics(),
): Promise<void> => start(database, tenantId, kind, 'schedule', metrics)

/**
 * Starts a run that sees what was changed before the call, unless such a run is queued already. @throws InklingError
 * overloaded, dependency_unavailable
 */
export async function startRunAfterChange(
  database: Database,
  tenantId: string,
  kind: RunKind,
  metrics = runRequestMetrics(),
): Promise<void> {
  try {
    await start(database, tenantId, kind, 'request', metrics)
  } catch (error) {
    // As many runs of the kind wait as may: they see the change.
    if (!(error instanceof InklingError && error.code === 'quota_exceeded')) throw error
  }
}

async function start(
  database: Database,
  tenantId: string,
  kind: RunKind,
  reason: 'schedule' | 'request',
  { requests }: ReturnType<typeof runRequestMetrics>,
): Promise<void> {
  const count = (outcome: 'taken' | 'refused') => requests.inc({ kind, reason, outcome })
  try {
    await requestRun(runLogOf(database.background(tenantId)), { kind, options: { reason } })
    count('taken')
  } catch (error) {
    count('refused')
    throw error
  }
}
