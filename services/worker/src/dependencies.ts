import { createDatabase } from '@inkling/database'
import { startJobWorker } from '@inkling/queues'
import { WakeUps } from '@inkling/read-model'
import { askForRun, Upstream } from '@inkling/service-kit'
import type { Logger } from '@inkling/telemetry'
import { priorStore } from './adapters/prior-store.ts'
import { runStore } from './adapters/run-store.ts'
import type { Config } from './config.ts'
import { asRun } from './jobs/as-run.ts'
import { dueRunsJob } from './jobs/due-runs.job.ts'
import { eraseJob } from './jobs/erase.job.ts'
import { partitionJob } from './jobs/partition.job.ts'
import { priorJob } from './jobs/prior.job.ts'
import { reindexJob } from './jobs/reindex.job.ts'
import { trainJob } from './jobs/train.job.ts'

export function createDependencies(config: Config, logger: Logger) {
  const database = createDatabase({
    url: config.DATABASE_URL,
    applicationName: 'inkling-worker',
    pool: config.DATABASE_POOL,
  })
  const wakeUps = new WakeUps(config.CACHE_REDIS_URL, logger)
  const runs = runStore(database)
  const stopping = new AbortController()
  const onError = (error: Error) => logger.debug({ err: error }, 'queue Redis is away')
  const train = trainJob(database, config.DATABASE_URL, logger, (tenantId) => wakeUps.send('snapshots', tenantId))
  const reindex = reindexJob(database, config.DATABASE_URL, logger, (tenantId) =>
    wakeUps.send('search-snapshots', tenantId),
  )
  const erase = eraseJob(database, (tenantId) => wakeUps.send('erasures', tenantId))
  const maintenance = new Upstream({ name: 'maintenance', url: config.MAINTENANCE_URL, secret: config.SIGNING_SECRET })
  const dueRuns = (kind: 'train' | 'reindex') =>
    dueRunsJob(database, logger, kind, (tenantId) => askForRun(maintenance, tenantId, kind, 'schedule'))
  const redisUrl = config.QUEUE_REDIS_URL
  const workers = [
    startJobWorker(redisUrl, 'train', asRun(runs, logger, train), stopping.signal, onError),
    startJobWorker(redisUrl, 'reindex', asRun(runs, logger, reindex), stopping.signal, onError),
    startJobWorker(redisUrl, 'trainDue', dueRuns('train'), stopping.signal, onError),
    startJobWorker(redisUrl, 'reindexDue', dueRuns('reindex'), stopping.signal, onError),
    startJobWorker(redisUrl, 'erase', asRun(runs, logger, erase), stopping.signal, onError),
    startJobWorker(redisUrl, 'partition', partitionJob(database, logger), stopping.signal, onError),
    startJobWorker(redisUrl, 'prior', priorJob(priorStore(database), logger), stopping.signal, onError),
  ]

  return {
    /** Interrupted jobs go back to their queues. */
    async close() {
      stopping.abort(new Error('the worker is stopping'))
      await Promise.all(workers.map((worker) => worker.close()))
      await maintenance.close()
      wakeUps.close()
      await database.close()
    },
  }
}
