import { atHorizon, currentHorizon, type Database, readAllEvents, type Usage } from '@inkling/database'
import { NextItemModel, type NextItemModelOptions, type Outcome } from '@inkling/predictors'
import type { ModelSource } from '@inkling/read-model'
import { type Logger, metrics } from '@inkling/telemetry'
import { readEventsAfter } from './event-store.ts'
import { readLearned, storeLearned } from './learned-store.ts'
import { resumeLearning } from './resume-learning.ts'
import { newestSnapshotVersion, readNewestSnapshot, type StoredSnapshot } from './snapshot-store.ts'

/** Most events of one page that are scored before they are learned from; the rest of a bulk import is only learned. */
const maxScoredPerPage = 64

export interface NextItemSourceOptions {
  /** Items like a given one, as far as is known at once. */
  readonly neighboursOf: (tenantId: string, itemId: string) => readonly string[]
  readonly onOutcomes: (tenantId: string, outcomes: readonly Outcome[], model: NextItemModel) => void
}

/** Models of what comes next: from the newest snapshot or else from all events, with what the stream taught, then by tailing. */
export function nextItemSource(
  database: Database,
  logger: Logger,
  { neighboursOf, onOutcomes }: NextItemSourceOptions,
): ModelSource<NextItemModel, Usage> {
  return {
    async load(tenantId) {
      const options = { neighboursOf: (itemId: string) => neighboursOf(tenantId, itemId) }
      const built = await build(database, logger, tenantId, options)
      const { learned, prior } = await readLearned(database, tenantId)
      if (learned) resumeLearning(built.model, built.version, learned, logger)
      if (prior) built.model.shrinkTowards(prior)
      return built
    },
    readChanges: (tenantId, position) => readEventsAfter(database, tenantId, position),
    apply(tenantId, model, changes, live) {
      const every = Math.ceil(changes.length / maxScoredPerPage)
      for (const [place, event] of changes.entries()) {
        if (live && place % every === 0) onOutcomes(tenantId, model.observe(event), model)
        else model.apply(event)
      }
      metrics.tailChanges.inc(changes.length)
    },
    newestVersion: (tenantId) => newestSnapshotVersion(database, tenantId),
    keep: (tenantId, model, origin) => storeLearned(database, tenantId, model, origin),
    bytes: (model) => model.bytes,
  }
}

async function build(database: Database, logger: Logger, tenantId: string, options: NextItemModelOptions) {
  const snapshot = await readNewestSnapshot(database, tenantId)
  const restored = snapshot && decode(snapshot, options, logger)
  if (snapshot && restored) return { model: restored, position: atHorizon(snapshot.horizon), version: snapshot.version }
  const model = new NextItemModel(options)
  const horizon = await currentHorizon(database, tenantId)
  for await (const page of readAllEvents(database, tenantId, horizon)) for (const event of page) model.apply(event)
  return { model, position: atHorizon(horizon), version: snapshot?.version ?? 0n }
}

/** A snapshot of another version of the software is left aside: the events make the model again. */
function decode(
  { version, body }: StoredSnapshot,
  options: NextItemModelOptions,
  logger: Logger,
): NextItemModel | undefined {
  try {
    return NextItemModel.decode(body, options)
  } catch (error) {
    logger.warn({ err: error, version: Number(version) }, 'the snapshot cannot be read; building the model from events')
    return undefined
  }
}
