import {
  beginRun,
  type Database,
  failRun,
  hasRunEnded,
  setRunProgress,
  succeedRun,
  type TenantDatabase,
} from '@inkling/database'
import { failureOf } from '@inkling/queues'
import { operatorStackOf } from '@inkling/telemetry'
import { trace } from '@opentelemetry/api'
import type { RunRecorder } from '../jobs/as-run.ts'

/**
 * Records in Postgres how runs go. A run that has ended stays as it ended.
 * @param onChange is told of the tenant after each change
 */
export function runLog(database: Database, onChange: (tenantId: string) => void = () => {}): RunRecorder {
  async function change<T>(tenantId: string, record: (runs: TenantDatabase) => Promise<T>): Promise<T> {
    const recorded = await record(database.background(tenantId))
    onChange(tenantId)
    return recorded
  }
  return {
    hasEnded: ({ tenantId, runId }) => hasRunEnded(database.background(tenantId), runId),
    begin: ({ tenantId, runId }) => change(tenantId, (runs) => beginRun(runs, runId)),
    progress: ({ tenantId, runId }, progress) => change(tenantId, (runs) => setRunProgress(runs, runId, progress)),
    succeed: ({ tenantId, runId }, result) => change(tenantId, (runs) => succeedRun(runs, runId, result)),
    fail: ({ tenantId, runId }, error, cause) =>
      change(tenantId, (runs) =>
        failRun(runs, runId, error, {
          stack: operatorStackOf(cause),
          isRefusal: failureOf(cause) === 'refusal',
          traceId: trace.getActiveSpan()?.spanContext().traceId,
        }),
      ),
  }
}
