import { beginRun, type Database, failRun, hasRunEnded, setRunProgress, succeedRun } from '@inkling/database'
import { failureOf } from '@inkling/queues'
import { operatorStackOf } from '@inkling/telemetry'
import { trace } from '@opentelemetry/api'
import type { RunRecorder } from '../jobs/as-run.ts'

/** Records in Postgres how runs go. A run that has ended stays as it ended. */
export const runLog = (database: Database): RunRecorder => ({
  hasEnded: ({ tenantId, runId }) => hasRunEnded(database.background(tenantId), runId),
  begin: ({ tenantId, runId }) => beginRun(database.background(tenantId), runId),
  progress: ({ tenantId, runId }, progress) => setRunProgress(database.background(tenantId), runId, progress),
  succeed: ({ tenantId, runId }, result) => succeedRun(database.background(tenantId), runId, result),
  fail: ({ tenantId, runId }, error, cause) =>
    failRun(database.background(tenantId), runId, error, {
      stack: operatorStackOf(cause),
      isRefusal: failureOf(cause) === 'refusal',
      traceId: trace.getActiveSpan()?.spanContext().traceId,
    }),
})
