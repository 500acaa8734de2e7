import { randomUUID } from 'node:crypto'
import { hostname } from 'node:os'
import { type Caches, createCache, InvalidationBus } from '@inkling/cache'
import { calls, topics } from '@inkling/contracts'
import { createDatabase, type ItemRemoval, insertEvents, type LoggedUsage, ReceiptWriter } from '@inkling/database'
import { InklingError } from '@inkling/errors'
import type { NextItemModel } from '@inkling/predictors'
import { ChangeFeed, ResidentModels } from '@inkling/read-model'
import { Deadline, withTimeout } from '@inkling/resilience'
import {
  askForRun,
  type Caller,
  commonChecks,
  createAnswerCounter,
  forgetWithDatabase,
  LoadMonitor,
  lookAt,
  meterModels,
  policySettings,
  prefetchThresholds,
  Upstream,
} from '@inkling/service-kit'
import {
  eventMetrics,
  type Logger,
  measureCaches,
  predictionLeagueMetrics,
  runRequestMetrics,
} from '@inkling/telemetry'
import { challengersOf } from './adapters/challengers-of.ts'
import { ContentNeighbours } from './adapters/content-neighbours.ts'
import { DriftMonitor } from './adapters/drift-monitor.ts'
import { EventWriter } from './adapters/event-writer.ts'
import { Freshness } from './adapters/freshness.ts'
import { LearningRecorder } from './adapters/learning-recorder.ts'
import { nextItemSource } from './adapters/next-item-source.ts'
import { setQualityGauges } from './adapters/quality-gauges.ts'
import { removedItemsSource } from './adapters/removed-items-source.ts'
import { ResidentPredictor } from './adapters/resident-predictor.ts'
import type { OnOutcomes } from './adapters/tail-learner.ts'
import { Tenures } from './adapters/tenures.ts'
import type { Config } from './config.ts'
import type { AcceptableEvent } from './domain/partition-events.ts'
import type { RemovedItems } from './domain/removed-items.ts'
import { TimeShare } from './domain/time-share.ts'
import type { BudgetSources } from './use-cases/choose-within-budget.ts'

const loses = {
  postgres: 'events are refused; predictions come from the models in memory',
  cacheRedis: 'other processes see new events at their next poll',
}

export type Dependencies = ReturnType<typeof createDependencies>

const measureEveryMs = 5_000
/** Memory for removed items, as a share of that for models. */
const removedShare = 0.1
/** Of the memory for resident models, the most that one tenant gets: others must find room beside it. */
const largestShare = 0.4
/**
 * How long a prediction waits for the items that are like one that nobody has used: behaviour alone says nothing of it.
 */
const neighboursMs = 50
/** What a prediction with a budget waits for: the sizes of items, and the measured waste. */
const [describeMs, thresholdMs] = [250, 100]

/** Of the time of this process, the most that challengers of predictions take. */
const leagueShare = 0.05

export function createDependencies(config: Config, logger: Logger) {
  const load = new LoadMonitor({ logger, level: config.LOAD_LEVEL })
  const database = openDatabase(config)
  const receipts = new ReceiptWriter(database, logger)
  const { maintenance, search } = openUpstreams(config)
  const caches = openCaches(config, logger)
  const neighbours = new ContentNeighbours({ caches, search })
  const { tenures, learning, onOutcomes } = openLearning(config, database, maintenance, logger)
  const source = nextItemSource(database, logger, {
    maxModelBytes: config.MODEL_BYTES * largestShare,
    neighboursOf: (tenantId, itemId) => neighbours.of(tenantId, itemId),
    league: league(load),
    tenures,
    onOutcomes,
  })
  const feed = new ChangeFeed({ database, pollMs: config.POLL_MS, logger })
  const models = new ResidentModels(source, {
    ...{ maxBytes: config.MODEL_BYTES, idleMs: config.MODEL_IDLE_MS },
    feed,
    follow: { changes: topics.events, snapshots: topics.nextItemSnapshots },
    onReplaced: (tenantId) => wakeUps.send(topics.nextItemModels, tenantId),
    logger,
  })
  const removed = removedItems(config, database, feed, neighbours, logger)
  const wakeUps = new InvalidationBus(config.CACHE_REDIS_URL, logger)
  const freshMinutes = createAnswerCounter(database)
  freshMinutes.start()
  const writer = eventWriter(database, models, wakeUps, new Freshness((sample) => freshMinutes.add(sample)))
  listen(wakeUps, feed, models, removed, [tenures, models, removed, neighbours])
  listenToChallengers(wakeUps, database, models, logger)
  forgetWithDatabase(database, caches, logger, [tenures, models, removed])
  const stopMeasuring = startMeasuring(caches, models, meterModels(database, [models, removed], logger))

  return {
    load,
    caches,
    receipts,
    clusterOf: () => database.cluster,
    residentOf: residentOf(models, removed, tenures),
    writeEvents: (events: readonly AcceptableEvent[], { principal, deadline }: Caller) =>
      writer.write(principal.tenantId, events, deadline),
    ...budgetSources(search, caches, database),
    prepareNeighbours: (itemId: string, { principal, deadline }: Caller) =>
      neighbours.prepare(principal.tenantId, itemId, Math.min(neighboursMs, deadline.remainingMs)),
    look: lookAt(commonChecks({ database, caches, loses, needsPostgres: () => models.models.length === 0 })),
    async close() {
      stopMeasuring()
      wakeUps.close()
      await caches.close()
      await feed.close()
      await Promise.all([models.close(), removed.close()])
      await Promise.all([search, maintenance, learning, receipts, freshMinutes].map((one) => one.close()))
      await tenures.close()
      await database.close()
    },
  }
}

/** Challengers step aside as soon as the load is high. */
function league(load: LoadMonitor, metrics = predictionLeagueMetrics()) {
  const share = new TimeShare({ share: leagueShare, clock: () => performance.now() })
  return {
    time: {
      hasRoom: () => load.level === 'normal' && share.hasRoom(),
      spend: (ms: number) => share.spend(ms),
    },
    onOutcome: (outcome: string) => metrics.outcomes.inc({ outcome }),
  }
}

/** After a lost message, a model finds its challengers when it is next stored, within a minute. */
const listenToChallengers = (
  wakeUps: InvalidationBus,
  database: ReturnType<typeof openDatabase>,
  models: Models,
  logger: Logger,
) =>
  wakeUps.listen(topics.challengers, async (tenantId) => {
    if (!models.has(tenantId)) return
    try {
      const challengers = await challengersOf(database.background(tenantId))
      models.find(tenantId)?.model.challengeBy(challengers, Date.now())
    } catch (error) {
      logger.warn({ err: error, tenantId }, 'cannot read challengers; trying again within a minute')
    }
  })

function budgetSources(search: Upstream, caches: Caches, database: ReturnType<typeof openDatabase>): BudgetSources {
  const thresholdOf = prefetchThresholds(caches, database)
  return {
    async describe(itemIds, { principal, deadline }) {
      const soon = new Deadline(Math.min(describeMs, deadline.remainingMs))
      const body = { itemIds: [...itemIds] }
      return (await search.call(calls.lookUpItems, { body }, { principal, deadline: soon })).data
    },
    thresholdOf: ({ principal }) => thresholdOf(principal.tenantId, thresholdMs),
  }
}

function openUpstreams({ MAINTENANCE_URL, SEARCH_URL, ...config }: Config) {
  const service = { secret: config.SIGNING_SECRET, policy: policySettings('UPSTREAM', config) }
  return {
    maintenance: new Upstream({ name: 'maintenance', url: MAINTENANCE_URL, ...service }),
    search: new Upstream({ name: 'search', url: SEARCH_URL, ...service }),
  }
}

const openCaches = ({ CACHE_REDIS_URL: redisUrl }: Config, logger: Logger) =>
  createCache({
    redisUrl,
    onError: (error) => logger.debug({ err: error }, 'redis unavailable; this process caches for itself'),
  })

/** A process that starts again on its host and port has the same name, and so its leases. */
function openLearning(
  config: Config,
  database: ReturnType<typeof openDatabase>,
  maintenance: Upstream,
  logger: Logger,
) {
  const drift = driftMonitor(config, maintenance, logger)
  const tenures = new Tenures({ database, holder: `${hostname()}:${config.PORT || randomUUID()}` })
  const learning = new LearningRecorder(database, logger, (tenantId, token) => tenures.end(tenantId, token))
  const onOutcomes: OnOutcomes = (tenantId, outcomes, model, counted) => {
    learning.record(tenantId, outcomes, model, counted)
    drift.observe(tenantId, outcomes, model)
  }
  return { tenures, learning, onOutcomes }
}

type Models = ResidentModels<NextItemModel, LoggedUsage>
type Removed = ResidentModels<RemovedItems, ItemRemoval>

const removedItems = (
  { MODEL_BYTES, MODEL_IDLE_MS: idleMs }: Config,
  database: ReturnType<typeof openDatabase>,
  feed: ChangeFeed,
  neighbours: ContentNeighbours,
  logger: Logger,
): Removed => {
  // The neighbours that were found meanwhile lack the items that are there again.
  const source = removedItemsSource(database, (tenantId) => neighbours.drop(tenantId))
  const follow = { changes: topics.items }
  return new ResidentModels(source, { maxBytes: MODEL_BYTES * removedShare, idleMs, feed, follow, logger })
}

const openDatabase = (config: Config) =>
  createDatabase({
    url: config.DATABASE_URL,
    applicationName: 'inkling-prediction',
    pool: config.DATABASE_POOL,
    policy: policySettings('DATABASE', config),
  })

const driftMonitor = (config: Config, maintenance: Upstream, logger: Logger, metrics = runRequestMetrics()) =>
  new DriftMonitor({
    ask: (tenantId) => askForRun(maintenance, tenantId, 'train', 'drift', metrics),
    coolDownMs: config.DRIFT_COOL_DOWN_MS,
    clock: () => performance.now(),
    logger,
  })

/** After each commit, this process reads the events at once and the other processes are woken. */
const eventWriter = (
  database: ReturnType<typeof openDatabase>,
  models: Models,
  wakeUps: InvalidationBus,
  freshness: Freshness,
  metrics = eventMetrics(),
) =>
  new EventWriter(
    (tenantId, events, deadline) => insertEvents(database.of({ principal: { tenantId }, deadline }), events),
    (tenantId, events, transactionId) => {
      metrics.batchSize.observe(events)
      models.warm(tenantId)
      wakeUps.send(topics.events, tenantId)
      freshness.measure(models.find(tenantId), transactionId)
    },
    () => database.policy.state === 'closed',
  )

function listen(
  wakeUps: InvalidationBus,
  feed: ChangeFeed,
  models: Models,
  removed: Removed,
  allHeld: readonly { drop(tenantId: string): void }[],
): void {
  const drop = (tenantId: string) => {
    for (const held of allHeld) held.drop(tenantId)
  }
  wakeUps.listen(topics.events, (tenantId) => models.wake(tenantId))
  wakeUps.listen(topics.items, (tenantId) => removed.wake(tenantId))
  wakeUps.listen(topics.nextItemSnapshots, (tenantId) => models.refresh(tenantId))
  wakeUps.listen(topics.erasures, drop)
  // A tenant whose data was replaced by that of a backup is told of this way only.
  feed.listen((changes) => {
    for (const tenantId of changes.of(topics.erasures) ?? []) drop(tenantId)
  })
}

/** Tenants without a case count for nothing, and there may be many. Returns a function that ends it. */
function startMeasuring(caches: Caches, models: Models, stopMeters: () => void): () => void {
  const stopCaches = measureCaches(caches.stats)
  const timer = setInterval(() => {
    const measured = models.models.map(({ metrics }) => metrics)
    setQualityGauges(measured.filter(({ blend }) => blend.cases > 0))
  }, measureEveryMs)
  return () => {
    clearInterval(timer)
    stopCaches()
    stopMeters()
  }
}

const residentOf =
  (models: Models, removed: Removed, tenures: Tenures) =>
  async ({ principal: { tenantId }, deadline, isHome = false }: Caller) => {
    const [model, removals] = [models.find(tenantId), removed.find(tenantId)]
    if (model && !tenures.of(tenantId, model.model))
      void tenures.claim(tenantId, model.model, isHome).then((must) => must && models.reload(tenantId))
    // Without a timer: nearly every request finds both.
    if (model && removals) return new ResidentPredictor(model, removals)
    const loading = Promise.all([models.get(tenantId), removed.get(tenantId)])
    const resident = await withTimeout(loading, deadline.remainingMs)
    if (resident) return new ResidentPredictor(...resident)
    throw new InklingError('dependency_unavailable', 'The model is being loaded; try again shortly', {
      retryAfterSeconds: 1,
    })
  }
