import { createCache } from '@inkling/cache'
import { createDatabase, readStatistics } from '@inkling/database'
import { Heartbeats, JobSubmitter, scheduleJobs } from '@inkling/queues'
import { type Caller, commonChecks, lookAt, policySettings } from '@inkling/service-kit'
import { type Logger, queueMetrics } from '@inkling/telemetry'
import { createErrors } from './adapters/errors.ts'
import { queueChecks } from './adapters/queue-checks.ts'
import { createRuns } from './adapters/runs.ts'
import { createSilences } from './adapters/silences.ts'
import { startSweep } from './adapters/start-sweep.ts'
import { tellGateways } from './adapters/tell-gateways.ts'
import { createTenants } from './adapters/tenants.ts'
import { TraceStore } from './adapters/trace-store.ts'
import { createTraces } from './adapters/traces.ts'
import type { Config } from './config.ts'
import { createAlerting } from './create-alerting.ts'

const loses = {
  postgres: 'tenants, keys and runs can be neither read nor changed',
  cacheRedis: 'gateways notice changed keys and tenants late',
}

export type Dependencies = ReturnType<typeof createDependencies>

const measureEveryMs = 10_000
const hourMs = 3_600_000
const traceSettleMs = 1_500
/** Lists of traces read much at once, and few calls come in between that show that Postgres is well. */
const slowMs = 5_000

export function createDependencies(config: Config, logger: Logger) {
  const database = createDatabase({
    url: config.DATABASE_URL,
    applicationName: 'inkling-maintenance',
    pool: config.DATABASE_POOL,
    policy: { slowMs, ...policySettings('DATABASE', config) },
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
  const measuring = setInterval(() => void submitter.measure(Date.now(), metrics).catch(() => {}), measureEveryMs)
  const schedules = {
    trainDue: { cron: config.RETRAIN_CRON, payload: { afterMs: config.RETRAIN_AFTER_HOURS * hourMs } },
    reindexDue: { cron: config.REINDEX_CRON },
  }
  const stopSweep = startSweep({ database, submitter, schedules, everyMs: config.SWEEP_MS, logger })
  scheduleJobs(submitter, schedules, new Date()).catch((error: unknown) =>
    logger.warn({ err: error }, 'jobs not scheduled'),
  )

  const traceStore = openTraceStore(config, logger)
  const { close: closeAlerting, ...alerting } = createAlerting(config, database, logger)

  return {
    traceStore: traceStore.receiver,
    ...alerting,
    errors: createErrors(database),
    silences: createSilences(database),
    traces: createTraces(database),
    runs: createRuns(database, submitter, logger),
    tenants: createTenants({ database, submitter, tellGateways: telling, secret: config.SIGNING_SECRET }),
    readStatistics: ({ deadline }: Caller) => readStatistics(database, deadline),
    look: lookAt([
      ...commonChecks({ database, caches, loses, needsPostgres: () => true }),
      ...queueChecks(submitter, heartbeats),
    ]),
    async close() {
      stopSweep()
      await closeAlerting()
      clearInterval(measuring)
      await traceStore.close()
      await submitter.close()
      heartbeats.close()
      await caches.close()
      await database.close()
    },
  }
}

/** Spans have connections and a circuit of their own, so that they never hold up what people wait for. */
function openTraceStore(config: Config, logger: Logger) {
  const database = createDatabase({
    url: config.DATABASE_URL,
    applicationName: 'inkling-traces',
    pool: 2,
    policyName: 'Postgres for spans',
    policy: { slowMs: 30_000, ...policySettings('DATABASE', config) },
  })
  const receiver = new TraceStore({
    database,
    logger,
    settleMs: traceSettleMs,
    share: config.TRACE_KEPT_SHARE,
    keptHours: config.TRACE_KEPT_HOURS,
    maxBytes: config.TRACE_MAX_MEGABYTES * 1_000_000,
  })
  return {
    receiver,
    async close() {
      await receiver.close()
      await database.close()
    },
  }
}
