import type { Caches as AllCaches, InvalidationBus } from '@inkling/cache'
import { type RunKind, type Topic, topics } from '@inkling/contracts'
import type { Database } from '@inkling/database'
import type { JobPayload, Processors } from '@inkling/queues'
import { type Logger, runRequestMetrics } from '@inkling/telemetry'
import { replayInThread } from './adapters/replay-in-thread.ts'
import type { DueKind } from './adapters/run-facts.ts'
import { runLog } from './adapters/run-log.ts'
import { startRunAfterChange, startScheduledRun } from './adapters/start-scheduled-run.ts'
import type { Config } from './config.ts'
import type { createArchive } from './create-archive.ts'
import type { createBackups } from './create-backups.ts'
import type { createErasures } from './create-erasures.ts'
import { applyJob } from './jobs/apply.job.ts'
import { asRun, type RunContext, type RunKey } from './jobs/as-run.ts'
import { decayJob } from './jobs/decay.job.ts'
import { dedupeJob } from './jobs/dedupe.job.ts'
import { dueRunsJob } from './jobs/due-runs.job.ts'
import { eraseJob } from './jobs/erase.job.ts'
import { expiryJob } from './jobs/expiry.job.ts'
import { exportJob } from './jobs/export.job.ts'
import { exportUserJob } from './jobs/export-user.job.ts'
import { importJob } from './jobs/import.job.ts'
import { partitionJob } from './jobs/partition.job.ts'
import { priorJob } from './jobs/prior.job.ts'
import { reindexJob } from './jobs/reindex.job.ts'
import { retentionJob } from './jobs/retention.job.ts'
import { trainJob } from './jobs/train.job.ts'
import { undoJob } from './jobs/undo.job.ts'
import { type ModelServices, warmJob } from './jobs/warm.job.ts'

export interface ProcessorParts {
  readonly config: Pick<Config, 'DATABASE_URL' | 'DIRECT_DATABASE_URL'>
  readonly database: Database
  readonly caches: Caches
  readonly wakeUps: Pick<InvalidationBus, 'send'>
  readonly archive: ReturnType<typeof createArchive>
  readonly backups: ReturnType<typeof createBackups>
  readonly erasures: ReturnType<typeof createErasures>
  readonly services: ModelServices
  readonly logger: Logger
}

/** What a worker does for each kind of job. */
export function createProcessors(parts: ProcessorParts): Processors {
  const { config, database, wakeUps, archive, backups, erasures, services, logger } = parts
  const url = config.DATABASE_URL
  // Its rows are staged in a session.
  const sessionUrl = config.DIRECT_DATABASE_URL ?? url
  const announce = (topic: Topic) => (tenantId: string) => wakeUps.send(topic, tenantId)
  const run = <P extends RunKey>(work: (payload: P, context: RunContext) => Promise<object>) =>
    asRun(runLog(database, announce(topics.operations)), logger, work)
  const runRequests = runRequestMetrics()
  const start = (kind: DueKind) => (tenantId: string) => startScheduledRun(database, tenantId, kind, runRequests)
  const due = (kind: DueKind) => dueRunsJob(database, logger, kind, start(kind))
  const { tellItems, tellErasure, rebuild, rebuildUntuned, replaced, returned } = afterChanges(parts, runRequests)
  const erase = eraseJob(database, tellErasure)
  const restoreArchive = archive.restore(returned)
  const applying = { replay: replayInThread(url), onChanged: rebuild }
  const train = trainJob(database, url, logger, announce(topics.nextItemSnapshots))
  return {
    train: run(train),
    refit: run(train),
    reindex: run(reindexJob(database, url, logger, announce(topics.searchSnapshots))),
    dedupe: run(dedupeJob(database, url, applying)),
    decay: run(decayJob(database, url, applying)),
    expiry: run(expiryJob(database, tellItems)),
    warm: run(warmJob(services)),
    apply: run(applyJob(database, applying)),
    undo: run(undoJob(database, rebuild)),
    erase: run(async (payload: JobPayload<'erase'>, context) => {
      const erased = await erase(payload, context)
      await archive.erase(payload.erasedTenantId)
      return erased
    }),
    eraseUser: run(erasures.job(tellErasure, rebuildUntuned)),
    partition: partitionJob(database, logger),
    prior: priorJob(database, logger),
    retention: retentionJob(database, logger),
    trainDue: due('train'),
    reindexDue: due('reindex'),
    archive: run((payload: JobPayload<'archive'>, context) => archive.archive(payload, context)),
    archiveDue: (_, context) => archive.archiveIfSetUp(context),
    restoreArchive: run((payload: JobPayload<'restoreArchive'>, context) => restoreArchive(payload, context)),
    backup: run(backups.backUp),
    backupDue: (_, context) => backups.backUpIfSetUp(context),
    drill: (_, context) => backups.drill(context),
    export: run(exportJob(database, url)),
    exportUser: run(exportUserJob({ database, databaseUrl: url, readArchived: archive.readUser })),
    import: run(importJob(database, sessionUrl, replaced)),
  }
}

/** What follows changes of a tenant's data. */
function afterChanges(
  { database, caches, wakeUps, erasures }: ProcessorParts,
  runRequests: ReturnType<typeof runRequestMetrics>,
) {
  const startRuns = (tenantId: string, kinds: readonly RunKind[]) =>
    Promise.all(kinds.map((kind) => startRunAfterChange(database, tenantId, kind, runRequests)))
  const tellItems = tell(caches, wakeUps, topics.items, ['catalogue'])
  const tellErasure = tell(caches, wakeUps, topics.erasures)
  /** The model and the index count uses for the survivors of merges once they are built again. */
  const rebuild = (tenantId: string) => {
    tellItems(tenantId)
    return startRuns(tenantId, ['train', 'reindex'])
  }
  /** Whoever was erased is so again. */
  const returned = async (tenantId: string) => {
    await erasures.again(tenantId)
    return rebuild(tenantId)
  }
  const replaced = (tenantId: string) => {
    tellErasure(tenantId)
    return returned(tenantId)
  }
  /** With the default tuning: the one before was chosen with the events of a user who is erased. */
  const rebuildUntuned = (tenantId: string) => startRuns(tenantId, ['refit', 'reindex'])
  return { tellItems, tellErasure, rebuild, rebuildUntuned, replaced, returned }
}

type Caches = Pick<AllCaches, 'invalidate'>

/** Invalidates what caches hold of a tenant, or of the tags, and tells other processes that the tenant changed. */
const tell =
  (caches: Caches, wakeUps: Pick<InvalidationBus, 'send'>, topic: Topic, tags?: readonly string[]) =>
  (tenantId: string) => {
    void caches.invalidate(tenantId, tags)
    wakeUps.send(topic, tenantId)
  }
