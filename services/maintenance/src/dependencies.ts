import { createCache } from '@inkling/cache'
import { createDatabase } from '@inkling/database'
import { JobSubmitter, scheduleJobs } from '@inkling/queues'
import { policySettings } from '@inkling/service-kit'
import { type Logger, queueMetrics } from '@inkling/telemetry'
import { createRuns } from './adapters/runs.ts'
import { startSweep } from './adapters/start-sweep.ts'
import { tellGateways } from './adapters/tell-gateways.ts'
import { createTenants } from './adapters/tenants.ts'
import type { Config } from './config.ts'

export type Dependencies = ReturnType<typeof createDependencies>

const measureEveryMs = 10_000
const hourMs = 3_600_000

export function createDependencies(config: Config, logger: Logger) {
  const database = createDatabase({
    url: config.DATABASE_URL,
    applicationName: 'inkling-maintenance',
    pool: config.DATABASE_POOL,
    policy: policySettings('DATABASE', config),
  })
  const submitter = new JobSubmitter(config.QUEUE_REDIS_URL, (error) =>
    logger.debug({ err: error }, 'queue Redis unavailable'),
  )
  const caches = createCache({
    redisUrl: config.CACHE_REDIS_URL,
    onError: (error) => logger.debug({ err: error }, 'cache redis unavailable; changes of keys wait for KEY_CACHE_MS'),
  })
  const telling = tellGateways({ invalidate: caches.invalidate, keyCacheMs: config.KEY_CACHE_MS })
  const metrics = queueMetrics()
  const measuring = setInterval(() => void submitter.measure(metrics).catch(() => {}), measureEveryMs)
  const schedules = {
    trainDue: { cron: config.RETRAIN_CRON, payload: { afterMs: config.RETRAIN_AFTER_HOURS * hourMs } },
    reindexDue: { cron: config.REINDEX_CRON },
  }
  const stopSweep = startSweep({ database, submitter, schedules, everyMs: config.SWEEP_MS, logger })
  scheduleJobs(submitter, schedules, new Date()).catch((error: unknown) =>
    logger.warn({ err: error }, 'jobs not scheduled'),
  )

  return {
    runs: createRuns(database, submitter, logger),
    tenants: createTenants({ database, submitter, tellGateways: telling, secret: config.SIGNING_SECRET }),
    isStoreFailing: () => database.isFailing,
    async close() {
      stopSweep()
      clearInterval(measuring)
      await submitter.close()
      await caches.close()
      await database.close()
    },
  }
}
