import { type Database, failRun, oldestOpenRuns, requeueRun } from '@inkling/database'
import { type JobSubmitter, type OpenRuns, restoreSchedules, type ScheduleOverrides, sweepRuns } from '@inkling/queues'
import { type Logger, queueMetrics } from '@inkling/telemetry'

export interface SweepOptions {
  readonly database: Database
  readonly submitter: JobSubmitter
  readonly schedules: ScheduleOverrides
  readonly everyMs: number
  readonly logger: Logger
}

/**
 * Brings the queues into line with Postgres every `everyMs`: runs and schedules that queue Redis has lost come back,
 * and runs whose workers died end. Postgres is the truth. Sweeps of several processes do no harm.
 * @returns a function that ends the sweeps
 */
export function startSweep({ database, submitter, schedules, everyMs, logger }: SweepOptions): () => void {
  const runs = openRuns(database, logger)
  const sweep = async () => {
    await restoreSchedules(submitter, schedules)
    await sweepRuns(runs, submitter)
  }
  let isSweeping = false
  const timer = setInterval(() => {
    if (isSweeping) return
    isSweeping = true
    sweep()
      .catch((error: unknown) => logger.debug({ err: error }, 'sweep of runs not finished; the next one continues'))
      .finally(() => {
        isSweeping = false
      })
  }, everyMs)
  return () => clearInterval(timer)
}

const openRuns = (database: Database, logger: Logger, { swept } = queueMetrics()): OpenRuns => ({
  oldest: () => oldestOpenRuns(database),
  requeue: ({ tenantId, id }) => requeueRun(database.background(tenantId), id),
  fail: ({ tenantId, id }, error) => failRun(database.background(tenantId), id, error),
  onSwept({ tenantId, id, kind }, outcome) {
    swept.inc({ kind, outcome })
    const message = outcome === 'failed' ? 'run failed: its job died' : 'run queued again: its job was lost'
    logger.warn({ tenantId, runId: id, kind }, message)
  },
})
