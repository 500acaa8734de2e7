import { plans } from '@inkling/contracts'
import { createDatabase } from '@inkling/database'
import { Heartbeats, JobSubmitter, jobLimits } from '@inkling/queues'
import { createLogger, queueMetrics } from '@inkling/telemetry'
import { dispatchedRuns } from '../src/adapters/dispatched-runs.ts'
import { Dispatcher } from '../src/adapters/dispatcher.ts'
import { dueSchedulesOf } from '../src/adapters/due-schedules.ts'

/** A process that does nothing but dispatch runs: `node dispatcher-process.ts DATABASE_URL REDIS_URL`. */
const [, , databaseUrl = '', redisUrl = ''] = process.argv
const logger = createLogger({ service: 'test', level: 'silent' })
const database = createDatabase({ url: databaseUrl, applicationName: 'dispatcher-process', pool: 2 })
new Dispatcher({
  databaseUrl,
  runs: dispatchedRuns(database, logger, queueMetrics(), () => plans),
  submitter: new JobSubmitter(redisUrl, () => {}),
  heartbeats: new Heartbeats(redisUrl, () => {}),
  schedules: {},
  dueSchedules: dueSchedulesOf(database, logger, queueMetrics()),
  limitsOfPlan: () => jobLimits(),
  metrics: queueMetrics(),
  everyMs: 100,
  heavyRuns: 100,
  logger,
})
process.stdout.write('started')
