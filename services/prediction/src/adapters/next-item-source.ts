import { snapshotKinds } from '@inkling/contracts'
import {
  atHorizon,
  currentHorizon,
  type Database,
  newestSnapshotVersion,
  readAllEvents,
  readEventsAfter,
  readLearningStart,
  readNewestSnapshot,
  type StoredSnapshot,
  type TenantDatabase,
  type Usage,
} from '@inkling/database'
import {
  type LearnedState,
  learnedFormat,
  NextItemModel,
  type NextItemModelOptions,
  type Outcome,
  type Prior,
} from '@inkling/predictors'
import type { ModelSource } from '@inkling/read-model'
import { type Logger, readModelMetrics } from '@inkling/telemetry'
import { challengersOf } from './challengers-of.ts'
import { resumeLearning } from './resume-learning.ts'
import { storeLearned } from './store-learned.ts'

/**
 * At most so many events of a page are scored before they are learned from; the rest of a bulk import is only learned.
 */
const maxScoredPerPage = 64
/**
 * Weights are learned from events that arrive within this time. An import of older ones teaches them when the model is
 * trained, in the order of time, so that the order of the import makes no difference.
 */
const learnWithinMs = 3_600_000

export interface NextItemSourceOptions {
  /** The items that are like a given one, as far as they are in memory. */
  readonly neighboursOf: (tenantId: string, itemId: string) => readonly string[]
  /** Memory that one model may hold. */
  readonly maxModelBytes?: number
  /** How challengers predict; without it they do not. */
  readonly league?: NextItemModelOptions['league']
  readonly onOutcomes: (tenantId: string, outcomes: readonly Outcome[], model: NextItemModel) => void
  readonly metrics?: ReturnType<typeof readModelMetrics>
  /** Milliseconds since 1970. */
  readonly clock?: () => number
}

/**
 * Models of the next item. A model is built from the newest snapshot, or else from all events; then it gets the state
 * that was learned from the stream; then it follows the tail.
 */
export function nextItemSource(
  database: Pick<Database, 'background' | 'cluster'>,
  logger: Logger,
  {
    neighboursOf,
    maxModelBytes,
    league,
    onOutcomes,
    metrics = readModelMetrics(),
    clock = Date.now,
  }: NextItemSourceOptions,
): ModelSource<NextItemModel, Usage> {
  return {
    get cluster() {
      return database.cluster
    },
    async load(tenantId) {
      const options = {
        neighboursOf: (itemId: string) => neighboursOf(tenantId, itemId),
        ...(maxModelBytes !== undefined && { maxBytes: maxModelBytes }),
        ...(league && { league }),
      }
      const tenant = database.background(tenantId)
      const built = await build(tenant, logger, options)
      const { learned, prior } = await readLearningStart<LearnedState, Prior>(tenant, learnedFormat)
      if (learned) resumeLearning(built.model, built.version, learned, logger)
      built.model.challengeBy(await challengersOf(tenant), clock())
      if (prior) built.model.shrinkTowards(prior)
      return built
    },
    readChanges: (tenantId, position) => readEventsAfter(database.background(tenantId), position),
    apply(tenantId, model, changes, live) {
      const nowMs = clock()
      const every = Math.ceil(changes.length / maxScoredPerPage)
      for (const [place, event] of inOrderOfTime(changes, nowMs).entries()) {
        if (live && place % every === 0 && nowMs - event.atMs <= learnWithinMs)
          onOutcomes(tenantId, model.observe(event), model)
        else model.apply(event)
      }
      metrics.tailChanges.inc(changes.length)
    },
    newestVersion: (tenantId) => newestSnapshotVersion(database.background(tenantId), snapshotKinds.nextItem),
    async keep(tenantId, model, origin) {
      await storeLearned(database.background(tenantId), model, origin)
      model.challengeBy(await challengersOf(database.background(tenantId)), clock())
    },
    bytes: (model) => model.bytes,
  }
}

/**
 * A page may hold its events in any order. Events of one time keep the order in which they were sent. A clock that is
 * fast dates events into the future: they happened by now.
 */
const inOrderOfTime = (changes: readonly Usage[], nowMs: number): readonly Usage[] =>
  changes.map((event) => (event.atMs > nowMs ? { ...event, atMs: nowMs } : event)).toSorted((a, b) => a.atMs - b.atMs)

async function build(database: TenantDatabase, logger: Logger, options: NextItemModelOptions) {
  const snapshot = await readNewestSnapshot(database, snapshotKinds.nextItem)
  const restored = snapshot && snapshot.body.byteLength > 0 ? decode(snapshot, options, logger) : undefined
  if (snapshot && restored) return { model: restored, position: atHorizon(snapshot.horizon), version: snapshot.version }
  const model = new NextItemModel(options)
  const horizon = await currentHorizon(database)
  for await (const page of readAllEvents(database, horizon)) for (const event of page) model.apply(event)
  return { model, position: atHorizon(horizon), version: snapshot?.version ?? 0n }
}

/** A snapshot of another version of the software is ignored: the model is built from the events. */
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
