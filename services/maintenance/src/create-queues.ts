import type { InvalidationBus } from '@inkling/cache'
import type { Plans } from '@inkling/contracts'
import { type Database, readPausedBacklogs } from '@inkling/database'
import { Heartbeats, JobSubmitter, jobLimits, limitsOfPlan, scheduleJobs } from '@inkling/queues'
import { type Logger, queueMetrics } from '@inkling/telemetry'
import { createDeadLetters, measureDeadLetters } from './adapters/dead-letters.ts'
import { dispatchedRuns } from './adapters/dispatched-runs.ts'
import { Dispatcher } from './adapters/dispatcher.ts'
import { dueSchedulesOf } from './adapters/due-schedules.ts'
import { limitsOfTenant, planLimits } from './adapters/limits-of-tenant.ts'
import { lookAtQueues, measureQueues } from './adapters/look-at-queues.ts'
import { queueChecks } from './adapters/queue-checks.ts'
import { createRunQueues } from './adapters/run-queues.ts'
import { createRuns } from './adapters/runs.ts'
import { createSchedules } from './adapters/schedules.ts'
import type { Config } from './config.ts'

const measureEveryMs = 10_000
const hourMs = 3_600_000

/** What records runs, hands them to the queues, and tells what waits there. */
export function createQueues(
  config: Config,
  database: Database,
  logger: Logger,
  wakeUps: Pick<InvalidationBus, 'send'>,
  plans: () => Plans,
) {
  const queueUnavailable = (error: Error) => logger.debug({ err: error }, 'queue Redis unavailable')
  const limits = jobLimits(config)
  const limitsOf = limitsOfTenant(database, plans)
  const submitter = new JobSubmitter(config.QUEUE_REDIS_URL, queueUnavailable, limits)
  const heartbeats = new Heartbeats(config.QUEUE_REDIS_URL, queueUnavailable)
  const schedules = {
    trainDue: { cron: config.RETRAIN_CRON, payload: { afterMs: config.RETRAIN_AFTER_HOURS * hourMs } },
    reindexDue: { cron: config.REINDEX_CRON },
  }
  const metrics = queueMetrics()
  const look = () => lookAtQueues(database, submitter, Date.now())
  const measure = async () => {
    measureQueues(await look(), metrics)
    await measureDeadLetters(database, submitter, metrics)
  }
  const measuring = setInterval(() => void measure().catch(() => {}), measureEveryMs)
  const dispatcher = new Dispatcher({
    databaseUrl: config.DIRECT_DATABASE_URL ?? config.DATABASE_URL,
    runs: dispatchedRuns(database, logger, metrics, plans),
    ...{ submitter, heartbeats, schedules, metrics, logger, limits },
    dueSchedules: dueSchedulesOf(database, logger, metrics),
    limitsOfPlan: (plan) => limitsOfPlan(limits, planLimits(plans(), plan).waitingRuns),
    everyMs: config.DISPATCH_MS,
    heavyRuns: config.HEAVY_RUNS,
  })
  scheduleJobs(submitter, schedules, new Date()).catch((error: unknown) =>
    logger.warn({ err: error }, 'jobs not scheduled'),
  )
  return {
    runs: createRuns(database, submitter, logger, limits, limitsOf, wakeUps),
    schedules: createSchedules(database, limitsOf),
    queues: createRunQueues(database),
    jobQueues: submitter.queues,
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
