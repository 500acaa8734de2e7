import type { RunKind } from '@inkling/contracts'
import { type Database, runLogOf } from '@inkling/database'
import { requestRun } from '@inkling/queues'
import { runRequestMetrics } from '@inkling/telemetry'

/**
 * Starts a run because it is due, unless one of its kind is queued or running. @throws InklingError overloaded,
 * dependency_unavailable
 */
export async function startScheduledRun(
  database: Database,
  tenantId: string,
  kind: RunKind,
  { requests } = runRequestMetrics(),
): Promise<void> {
  const count = (outcome: 'taken' | 'refused') => requests.inc({ kind, reason: 'schedule', outcome })
  try {
    await requestRun(runLogOf(database.background(tenantId)), { kind, options: { reason: 'schedule' } })
    count('taken')
  } catch (error) {
    count('refused')
    throw error
  }
}
