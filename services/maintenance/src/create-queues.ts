import { type Database, readPausedBacklogs } from '@inkling/database'
import { Heartbeats, JobSubmitter, jobLimits, scheduleJobs } from '@inkling/queues'
import { type Logger, queueMetrics } from '@inkling/telemetry'
import { createDeadLetters } from './adapters/dead-letters.ts'
import { dispatchedRuns } from './adapters/dispatched-runs.ts'
import { Dispatcher } from './adapters/dispatcher.ts'
import { lookAtQueues, measureQueues } from './adapters/look-at-queues.ts'
import { queueChecks } from './adapters/queue-checks.ts'
import { createRunQueues } from './adapters/run-queues.ts'
import { createRuns } from './adapters/runs.ts'
import type { Config } from './config.ts'

const measureEveryMs = 10_000
const hourMs = 3_600_000

/** What records runs, hands them to the queues, and tells what waits there. */
export function createQueues(config: Config, database: Database, logger: Logger) {
  const queueUnavailable = (error: Error) => logger.debug({ err: error }, 'queue Redis unavailable')
  const limits = jobLimits(config)
  const submitter = new JobSubmitter(config.QUEUE_REDIS_URL, queueUnavailable, limits)
  const heartbeats = new Heartbeats(config.QUEUE_REDIS_URL, queueUnavailable)
  const schedules = {
    trainDue: { cron: config.RETRAIN_CRON, payload: { afterMs: config.RETRAIN_AFTER_HOURS * hourMs } },
    reindexDue: { cron: config.REINDEX_CRON },
  }
  const metrics = queueMetrics()
  const look = () => lookAtQueues(database, submitter, Date.now())
  const measure = () => look().then((looks) => measureQueues(looks, metrics))
  const measuring = setInterval(() => void measure().catch(() => {}), measureEveryMs)
  const dispatcher = new Dispatcher({
    databaseUrl: config.DATABASE_URL,
    runs: dispatchedRuns(database, logger, metrics),
    ...{ submitter, heartbeats, schedules, metrics, logger, limits },
    everyMs: config.DISPATCH_MS,
    heavyRuns: config.HEAVY_RUNS,
  })
  scheduleJobs(submitter, schedules, new Date()).catch((error: unknown) =>
    logger.warn({ err: error }, 'jobs not scheduled'),
  )
  return {
    runs: createRuns(database, submitter, logger, limits),
    queues: createRunQueues(database),
    deadLetters: createDeadLetters(database),
    checks: queueChecks(look, heartbeats, () => readPausedBacklogs(database)),
    async close() {
      await dispatcher.close()
      clearInterval(measuring)
      await submitter.close()
      heartbeats.close()
    },
  }
}
