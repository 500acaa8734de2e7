import { type RunKind, type Topic, topics } from '@inkling/contracts'
import { createDatabase } from '@inkling/database'
import { JobSubmitter, type Processors, startJobWorkers } from '@inkling/queues'
import { WakeUps } from '@inkling/read-model'
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

export function createDependencies(config: Config, logger: Logger) {
  const { DATABASE_URL: url, DATABASE_POOL: pool, QUEUE_REDIS_URL: queueRedisUrl } = config
  const database = createDatabase({ url, applicationName: 'inkling-worker', pool })
  const wakeUps = new WakeUps(config.CACHE_REDIS_URL, logger)
  const onError = (error: Error) => logger.debug({ err: error }, 'queue Redis unavailable')
  const submitter = new JobSubmitter(queueRedisUrl, onError)
  const stopping = new AbortController()

  const announce = (topic: Topic) => (tenantId: string) => wakeUps.send(topic, tenantId)
  const run = <P extends RunKey>(work: (payload: P, context: RunContext) => Promise<object>) =>
    asRun(runLog(database), logger, work)
  const runRequests = runRequestMetrics()
  const due = (kind: RunKind) =>
    dueRunsJob(database, logger, kind, (tenantId) =>
      startScheduledRun(database, submitter, tenantId, kind, runRequests),
    )
  const processors: Processors = {
    train: run(trainJob(database, url, logger, announce(topics.nextItemSnapshots))),
    reindex: run(reindexJob(database, url, logger, announce(topics.searchSnapshots))),
    erase: run(eraseJob(database, announce(topics.erasures))),
    partition: partitionJob(database, logger),
    prior: priorJob(database, logger),
    trainDue: due('train'),
    reindexDue: due('reindex'),
  }
  const workers = startJobWorkers(queueRedisUrl, processors, stopping.signal, onError)

  return {
    /** Interrupted jobs go back to their queues. */
    async close() {
      stopping.abort(new Error('the worker is stopping'))
      await Promise.all(workers.map((worker) => worker.close()))
      await submitter.close()
      wakeUps.close()
      await database.close()
    },
  }
}
