import { createDatabase } from '@inkling/database'
import { JobSubmitter } from '@inkling/queues'
import type { Logger } from '@inkling/telemetry'
import { failRun, insertRun, insertRunUnlessActive } from './adapters/run-store.ts'
import type { Config } from './config.ts'
import type { RunPorts } from './domain/submit-run.ts'

export type Dependencies = ReturnType<typeof createDependencies>

const measureEveryMs = 10_000
const hourMs = 3_600_000
const dayMs = 24 * hourMs
const dailyAtThree = '0 3 * * *'
const hourly = '40 * * * *'
const monthsAhead = 3

export function createDependencies(config: Config, logger: Logger) {
  const database = createDatabase({
    url: config.DATABASE_URL,
    applicationName: 'inkling-maintenance',
    pool: config.DATABASE_POOL,
  })
  const jobs = new JobSubmitter(config.QUEUE_REDIS_URL, (error) => logger.debug({ err: error }, 'queue Redis is away'))
  const runs: RunPorts = {
    insert: (tenantId, id, kind, options) => insertRun(database, tenantId, id, kind, options),
    insertUnlessActive: (tenantId, id, kind, options) => insertRunUnlessActive(database, tenantId, id, kind, options),
    fail: (tenantId, id, error) => failRun(database, tenantId, id, error),
  }
  // Daily, and at each start: whoever stood still for months has events to take before three in the morning.
  const schedule = async () => {
    await jobs.schedule('partition', dailyAtThree, { monthsAhead })
    await jobs.schedule('prior', hourly, {})
    await jobs.schedule('trainDue', config.RETRAIN_CRON, { afterMs: config.RETRAIN_AFTER_HOURS * hourMs })
    await jobs.schedule('reindexDue', config.REINDEX_CRON, { afterMs: dayMs })
    await jobs.submit('partition', `start-${new Date().toISOString().slice(0, 10)}`, { monthsAhead })
  }
  const measuring = setInterval(() => void jobs.measure().catch(() => {}), measureEveryMs)
  schedule().catch((error: unknown) => logger.warn({ err: error }, 'scheduled jobs are not set up'))

  return {
    database,
    jobs,
    runs,
    async close() {
      clearInterval(measuring)
      await jobs.close()
      await database.close()
    },
  }
}
