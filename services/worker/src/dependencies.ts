import { createCache, InvalidationBus } from '@inkling/cache'
import { createDatabase, strandedEvents } from '@inkling/database'
import { Heartbeats, JobSubmitter, jobLimits, QueueWatchdog, startJobWorkers } from '@inkling/queues'
import { commonChecks, lookAt, pingCheck, policySettings, Upstream } from '@inkling/service-kit'
import { eventMonthMetrics, type Logger } from '@inkling/telemetry'
import type { Config } from './config.ts'
import { createArchive } from './create-archive.ts'
import { createBackups } from './create-backups.ts'
import { createErasures } from './create-erasures.ts'
import { createProcessors } from './create-processors.ts'

const loses = {
  postgres: 'no run can be worked on',
  cacheRedis: 'other processes see the results of runs at their next poll',
}

const needsPostgres = () => true

export type Dependencies = ReturnType<typeof createDependencies>

export function createDependencies(config: Config, logger: Logger) {
  const { QUEUE_REDIS_URL: queueRedisUrl } = config
  const database = openDatabase(config)
  const wakeUps = new InvalidationBus(config.CACHE_REDIS_URL, logger)
  const caches = openCaches(config, logger)
  const onError = (error: Error) => logger.debug({ err: error }, 'queue Redis unavailable')
  const stopping = new AbortController()

  const backups = createBackups(config, database, logger)
  eventMonthMetrics().stranded.sampleAll(() =>
    strandedEvents(database).then(
      (events) => [[{}, events]],
      () => [],
    ),
  )
  const archive = createArchive(config, database, logger)
  const erasures = createErasures(config, { database, caches, logger, eraseArchived: archive.eraseUser })
  const services = modelServices(config)
  const parts = { config, database, caches, wakeUps, archive, backups, erasures, services, logger }
  const processors = createProcessors(parts)
  void erasures.applyList()
  database.onOtherCluster(() => void erasures.applyList())
  const heartbeats = new Heartbeats(queueRedisUrl, onError)
  heartbeats.start()
  const workers = startJobWorkers(queueRedisUrl, processors, stopping.signal, onError, undefined, jobLimits(config))

  const watchdog = watchQueues(config, onError)

  return {
    caches,
    whyDead: watchdog.whyDead,
    look: lookAt([...commonChecks({ database, caches, loses, needsPostgres }), queueRedisCheck(heartbeats)]),
    /** Interrupted jobs go back to their queues. */
    async close() {
      heartbeats.close()
      await watchdog.close()
      backups.close()
      stopping.abort(new Error('the worker is stopping'))
      await Promise.all(workers.map((worker) => worker.close()))
      wakeUps.close()
      erasures.close()
      await Promise.all([services.prediction?.close(), services.search?.close()])
      await caches.close()
      await database.close()
    },
  }
}

/** Looks several times before it says that a queue is stuck. */
function watchQueues({ QUEUE_REDIS_URL: url, WATCHDOG_MS: mostMs }: Config, onError: (error: Error) => void) {
  const submitter = new JobSubmitter(url, onError)
  const watchdog = new QueueWatchdog({ look: () => submitter.look(Date.now()), mostMs })
  const timer = setInterval(() => void watchdog.look(), mostMs / 10).unref()
  return {
    whyDead: () => watchdog.stuck && `the first ${watchdog.stuck} job has waited for ${mostMs} ms, and none is at work`,
    close() {
      clearInterval(timer)
      return submitter.close()
    },
  }
}

const modelServices = (config: Config) => {
  const options = { secret: config.SIGNING_SECRET, policy: policySettings('UPSTREAM', config) }
  const of = (name: string, url: string | undefined) => (url ? new Upstream({ name, url, ...options }) : undefined)
  return { prediction: of('prediction', config.PREDICTION_URL), search: of('search', config.SEARCH_URL) }
}

const openCaches = ({ CACHE_REDIS_URL: redisUrl }: Config, logger: Logger) =>
  createCache({ redisUrl, onError: (error) => logger.debug({ err: error }, 'cache redis unavailable') })

const openDatabase = (config: Config) =>
  createDatabase({
    url: config.DATABASE_URL,
    applicationName: 'inkling-worker',
    pool: config.DATABASE_POOL,
    policy: policySettings('DATABASE', config),
  })

const queueRedisCheck = (heartbeats: Heartbeats) => {
  const isVital = () => true
  return pingCheck('queueRedis', 'runs wait until it is back', () => heartbeats.countAlive(), isVital)
}
