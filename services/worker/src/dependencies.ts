import { createCache, InvalidationBus } from '@inkling/cache'
import { type Topic, topics } from '@inkling/contracts'
import { createDatabase } from '@inkling/database'
import { Heartbeats, type Processors, startJobWorkers } from '@inkling/queues'
import { commonChecks, lookAt, pingCheck, policySettings } from '@inkling/service-kit'
import { type Logger, runRequestMetrics } from '@inkling/telemetry'
import type { DueKind } from './adapters/run-facts.ts'
import { runLog } from './adapters/run-log.ts'
import { startScheduledRun } from './adapters/start-scheduled-run.ts'
import type { Config } from './config.ts'
import { createBackups } from './create-backups.ts'
import { applyJob } from './jobs/apply.job.ts'
import { asRun, type RunContext, type RunKey } from './jobs/as-run.ts'
import { dedupeJob } from './jobs/dedupe.job.ts'
import { dueRunsJob } from './jobs/due-runs.job.ts'
import { eraseJob } from './jobs/erase.job.ts'
import { partitionJob } from './jobs/partition.job.ts'
import { priorJob } from './jobs/prior.job.ts'
import { reindexJob } from './jobs/reindex.job.ts'
import { trainJob } from './jobs/train.job.ts'
import { undoJob } from './jobs/undo.job.ts'

/** Nobody waits for a transaction of a job, and many take long by their nature. */
const slowMs = 30_000

const loses = {
  postgres: 'no run can be worked on',
  cacheRedis: 'other processes see the results of runs at their next poll',
}

const needsPostgres = () => true

export type Dependencies = ReturnType<typeof createDependencies>

export function createDependencies(config: Config, logger: Logger) {
  const { DATABASE_URL: url, QUEUE_REDIS_URL: queueRedisUrl } = config
  const database = openDatabase(config)
  const wakeUps = new InvalidationBus(config.CACHE_REDIS_URL, logger)
  const caches = openCaches(config, logger)
  const onError = (error: Error) => logger.debug({ err: error }, 'queue Redis unavailable')
  const stopping = new AbortController()

  const announce = (topic: Topic) => (tenantId: string) => wakeUps.send(topic, tenantId)
  const run = <P extends RunKey>(work: (payload: P, context: RunContext) => Promise<object>) =>
    asRun(runLog(database), logger, work)
  const runRequests = runRequestMetrics()
  const start = (kind: DueKind) => (tenantId: string) => startScheduledRun(database, tenantId, kind, runRequests)
  const due = (kind: DueKind) => dueRunsJob(database, logger, kind, start(kind))
  const tellItems = tell(caches, wakeUps, topics.items, ['catalogue'])
  /** The model and the index count uses for the survivors of merges once they are built again. */
  const rebuild = (tenantId: string) => {
    tellItems(tenantId)
    return Promise.all([start('train')(tenantId), start('reindex')(tenantId)])
  }
  const backups = createBackups(config.BACKUP_FOLDER, database, logger)
  const processors: Processors = {
    train: run(trainJob(database, url, logger, announce(topics.nextItemSnapshots))),
    reindex: run(reindexJob(database, url, logger, announce(topics.searchSnapshots))),
    dedupe: run(dedupeJob(database, url, rebuild)),
    apply: run(applyJob(database, rebuild)),
    undo: run(undoJob(database, rebuild)),
    erase: run(eraseJob(database, tell(caches, wakeUps, topics.erasures), config.ERASE_SETTLE_MS)),
    partition: partitionJob(database, logger),
    prior: priorJob(database, logger),
    trainDue: due('train'),
    reindexDue: due('reindex'),
    backup: run(backups.backUp),
    backupDue: (_, context) => backups.backUpIfSetUp(context),
  }
  const heartbeats = new Heartbeats(queueRedisUrl, onError)
  heartbeats.start()
  const workers = startJobWorkers(queueRedisUrl, processors, stopping.signal, onError)

  return {
    caches,
    look: lookAt([...commonChecks({ database, caches, loses, needsPostgres }), queueRedisCheck(heartbeats)]),
    /** Interrupted jobs go back to their queues. */
    async close() {
      heartbeats.close()
      backups.close()
      stopping.abort(new Error('the worker is stopping'))
      await Promise.all(workers.map((worker) => worker.close()))
      wakeUps.close()
      await caches.close()
      await database.close()
    },
  }
}

const openCaches = ({ CACHE_REDIS_URL: redisUrl }: Config, logger: Logger) =>
  createCache({ redisUrl, onError: (error) => logger.debug({ err: error }, 'cache redis unavailable') })

type Caches = Pick<ReturnType<typeof createCache>, 'invalidate'>

/** Invalidates what caches hold of a tenant, or of the tags, and tells other processes that the tenant changed. */
const tell =
  (caches: Caches, wakeUps: InvalidationBus, topic: Topic, tags?: readonly string[]) => (tenantId: string) => {
    void caches.invalidate(tenantId, tags)
    wakeUps.send(topic, tenantId)
  }

const openDatabase = (config: Config) =>
  createDatabase({
    url: config.DATABASE_URL,
    applicationName: 'inkling-worker',
    pool: config.DATABASE_POOL,
    policy: { slowMs, ...policySettings('DATABASE', config) },
  })

const needsPostgres = () => true

const queueRedisCheck = (heartbeats: Heartbeats) => {
  const isVital = () => true
  return pingCheck('queueRedis', 'runs wait until it is back', () => heartbeats.countAlive(), isVital)
}
