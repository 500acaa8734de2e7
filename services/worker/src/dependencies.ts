import { createCache, InvalidationBus } from '@inkling/cache'
import { type RunKind, type Topic, topics } from '@inkling/contracts'
import { createDatabase } from '@inkling/database'
import { Heartbeats, type Processors, startJobWorkers } from '@inkling/queues'
import { commonChecks, lookAt, pingCheck, policySettings } from '@inkling/service-kit'
import { type Logger, runRequestMetrics } from '@inkling/telemetry'
import { runLog } from './adapters/run-log.ts'
import { startScheduledRun } from './adapters/start-scheduled-run.ts'
import type { Config } from './config.ts'
import { asRun, type RunContext, type RunKey } from './jobs/as-run.ts'
import { dueRunsJob } from './jobs/due-runs.job.ts'
import { eraseJob } from './jobs/erase.job.ts'
import { partitionJob } from './jobs/partition.job.ts'
import { priorJob } from './jobs/prior.job.ts'
import { reindexJob } from './jobs/reindex.job.ts'
import { trainJob } from './jobs/train.job.ts'

/** Nobody waits for a transaction of a job, and many take long by their nature. */
const slowMs = 30_000

const loses = {
  postgres: 'no run can be worked on',
  cacheRedis: 'other processes see the results of runs at their next poll',
}

export type Dependencies = ReturnType<typeof createDependencies>

export function createDependencies(config: Config, logger: Logger) {
  const { DATABASE_URL: url, QUEUE_REDIS_URL: queueRedisUrl } = config
  const database = openDatabase(config)
  const wakeUps = new InvalidationBus(config.CACHE_REDIS_URL, logger)
  const caches = createCache({
    redisUrl: config.CACHE_REDIS_URL,
    onError: (error) => logger.debug({ err: error }, 'cache redis unavailable'),
  })
  const onError = (error: Error) => logger.debug({ err: error }, 'queue Redis unavailable')
  const stopping = new AbortController()

  const announce = (topic: Topic) => (tenantId: string) => wakeUps.send(topic, tenantId)
  const announceErasure = (tenantId: string) => {
    void caches.invalidate(tenantId)
    wakeUps.send(topics.erasures, tenantId)
  }
  const run = <P extends RunKey>(work: (payload: P, context: RunContext) => Promise<object>) =>
    asRun(runLog(database), logger, work)
  const runRequests = runRequestMetrics()
  const due = (kind: RunKind) =>
    dueRunsJob(database, logger, kind, (tenantId) => startScheduledRun(database, tenantId, kind, runRequests))
  const processors: Processors = {
    train: run(trainJob(database, url, logger, announce(topics.nextItemSnapshots))),
    reindex: run(reindexJob(database, url, logger, announce(topics.searchSnapshots))),
    erase: run(eraseJob(database, announceErasure, config.ERASE_SETTLE_MS)),
    partition: partitionJob(database, logger),
    prior: priorJob(database, logger),
    trainDue: due('train'),
    reindexDue: due('reindex'),
  }
  const heartbeats = new Heartbeats(queueRedisUrl, onError)
  heartbeats.start()
  const workers = startJobWorkers(queueRedisUrl, processors, stopping.signal, onError)

  return {
    caches,
    look: lookAt([
      ...commonChecks({ database, caches, loses, needsPostgres: () => true }),
      queueRedisCheck(heartbeats),
    ]),
    /** Interrupted jobs go back to their queues. */
    async close() {
      heartbeats.close()
      stopping.abort(new Error('the worker is stopping'))
      await Promise.all(workers.map((worker) => worker.close()))
      wakeUps.close()
      await caches.close()
      await database.close()
    },
  }
}

const openDatabase = (config: Config) =>
  createDatabase({
    url: config.DATABASE_URL,
    applicationName: 'inkling-worker',
    pool: config.DATABASE_POOL,
    policy: { slowMs, ...policySettings('DATABASE', config) },
  })

const queueRedisCheck = (heartbeats: Heartbeats) => {
  const isVital = () => true
  return pingCheck('queueRedis', 'runs wait until it is back', () => heartbeats.countAlive(), isVital)
}
