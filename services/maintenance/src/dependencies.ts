import { createCache } from '@inkling/cache'
import { createDatabase, readStatistics } from '@inkling/database'
import { Heartbeats, JobSubmitter, scheduleJobs } from '@inkling/queues'
import { type Caller, commonChecks, policySettings } from '@inkling/service-kit'
import { type Logger, queueMetrics } from '@inkling/telemetry'
import { queueChecks } from './adapters/queue-checks.ts'
import { createRuns } from './adapters/runs.ts'
import { startSweep } from './adapters/start-sweep.ts'
import { tellGateways } from './adapters/tell-gateways.ts'
import { createTenants } from './adapters/tenants.ts'
import type { Config } from './config.ts'

const loses = {
  postgres: 'tenants, keys and runs can be neither read nor changed',
  cacheRedis: 'gateways notice changed keys and tenants late',
}

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
  const queueUnavailable = (error: Error) => logger.debug({ err: error }, 'queue Redis unavailable')
  const submitter = new JobSubmitter(config.QUEUE_REDIS_URL, queueUnavailable)
  const heartbeats = new Heartbeats(config.QUEUE_REDIS_URL, queueUnavailable)
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
    readStatistics: ({ deadline }: Caller) => readStatistics(database, deadline),
    checks: [
      ...commonChecks({ database, caches, loses, needsPostgres: () => true }),
      ...queueChecks(submitter, heartbeats),
    ],
    async close() {
      stopSweep()
      clearInterval(measuring)
      await submitter.close()
      heartbeats.close()
      await caches.close()
      await database.close()
    },
  }
}
