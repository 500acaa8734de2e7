import { snapshotKinds } from '@inkling/contracts'
import {
  atHorizon,
  currentHorizon,
  type Database,
  isAfter,
  type LoggedUsage,
  type LogPosition,
  newestSnapshotVersion,
  readAllEvents,
  readEventsAfter,
  readLearningStart,
  readNewestSnapshot,
  type StoredSnapshot,
  type TenantDatabase,
} from '@inkling/database'
import {
  type LearnedState,
  learnedFormat,
  NextItemModel,
  type NextItemModelOptions,
  type Prior,
} from '@inkling/predictors'
import type { ModelSource, Origin } from '@inkling/read-model'
import { type Logger, readModelMetrics } from '@inkling/telemetry'
import { challengersOf } from './challengers-of.ts'
import { resumeLearning } from './resume-learning.ts'
import { storeLearned } from './store-learned.ts'
import { type OnOutcomes, TailLearner } from './tail-learner.ts'
import type { Tenures } from './tenures.ts'

export interface NextItemSourceOptions {
  /** The items that are like a given one, as far as they are in memory. */
  readonly neighboursOf: (tenantId: string, itemId: string) => readonly string[]
  /** Memory that one model may hold. */
  readonly maxModelBytes?: number
  /** How challengers predict; without it they do not. */
  readonly league?: NextItemModelOptions['league']
  readonly onOutcomes: OnOutcomes
  /** The tenants for which this process learns; without it, it learns alone, for all of them. */
  readonly tenures?: Tenures
  readonly metrics?: ReturnType<typeof readModelMetrics>
  /** Milliseconds since 1970. */
  readonly clock?: () => number
}

/**
 * What a model takes beside its arrays, measured over 300 small ones. Without it, many small tenants take three times
 * their room.
 */
const objectBytes = 75_000

/**
 * Models of the next item. A model is built from the newest snapshot, or else from all events; then it gets the state
 * that was learned from the stream; then it follows the tail.
 *
 * One process learns for a tenant, its home. The next home goes on where the stored state ends: it learns from the
 * events since, and counts those that are not counted yet. All other processes take the stored state over once a
 * minute.
 */
export function nextItemSource(
  database: Pick<Database, 'background' | 'cluster'>,
  logger: Logger,
  {
    neighboursOf,
    maxModelBytes,
    league,
    onOutcomes,
    tenures,
    metrics = readModelMetrics(),
    clock = Date.now,
  }: NextItemSourceOptions,
): ModelSource<NextItemModel, LoggedUsage> {
  const learner = new TailLearner({ database, tenures, onOutcomes, clock, metrics })

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
      // The home before stores nothing after this. A Postgres that only reads gives no lease, but it has the model.
      const tenure = await tenures?.take(tenantId).catch(() => undefined)
      const { learned, prior } = await readLearningStart<LearnedState, Prior>(tenant, learnedFormat)
      const learnedUpTo =
        tenure && (learned && isAfter(learned.position, tenure.began) ? learned.position : tenure.began)
      const built = await build(tenant, logger, options, learnedUpTo)
      if (learned) resumeLearning(built.model, built.version, learned, logger)
      built.model.challengeBy(await challengersOf(tenant), clock())
      if (prior) built.model.shrinkTowards(prior)
      if (!tenure || !learnedUpTo) return built
      return { ...built, position: await learner.goOn(tenantId, built, learnedUpTo, tenure) }
    },
    readChanges: (tenantId, position) => readEventsAfter(database.background(tenantId), position),
    apply: (tenantId, model, changes, live) => learner.apply(tenantId, model, changes, live),
    newestVersion: (tenantId) => newestSnapshotVersion(database.background(tenantId), snapshotKinds.nextItem),
    async keep(tenantId, model, origin) {
      const tenant = database.background(tenantId)
      const token = tenures?.of(tenantId, model)?.token
      if (tenures && token === undefined) return takeOver(tenant, model, origin, logger)
      if (!(await storeLearned(tenant, model, origin, token)) && token !== undefined) tenures?.end(tenantId, token)
      model.challengeBy(await challengersOf(tenant), clock())
    },
    bytes: (model) => objectBytes + model.bytes,
  }
}

/** @param upTo a model that is built from the events has none of later transactions */
async function build(database: TenantDatabase, logger: Logger, options: NextItemModelOptions, upTo?: LogPosition) {
  const snapshot = await readNewestSnapshot(database, snapshotKinds.nextItem)
  const restored = snapshot && snapshot.body.byteLength > 0 ? decode(snapshot, options, logger) : undefined
  if (snapshot && restored) return { model: restored, position: atHorizon(snapshot.horizon), version: snapshot.version }
  const model = new NextItemModel(options)
  const present = await currentHorizon(database)
  const horizon = upTo && upTo.xid < present ? upTo.xid : present
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

/** Gives a model that learns nothing here what the tenant's home has stored. */
async function takeOver(tenant: TenantDatabase, model: NextItemModel, { version }: Origin, logger: Logger) {
  const { learned } = await readLearningStart<LearnedState, Prior>(tenant, learnedFormat)
  if (learned) resumeLearning(model, version, learned, logger)
}
