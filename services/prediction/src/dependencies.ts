import { topics } from '@inkling/contracts'
import { createDatabase, insertEvents, ReceiptWriter, type Usage } from '@inkling/database'
import { InklingError } from '@inkling/errors'
import type { NextItemModel } from '@inkling/predictors'
import { ChangeFeed, ResidentModels, WakeUps } from '@inkling/read-model'
import { withTimeout } from '@inkling/resilience'
import { askForRun, type Caller, Upstream } from '@inkling/service-kit'
import { eventMetrics, type Logger, runRequestMetrics } from '@inkling/telemetry'
import { ContentNeighbours } from './adapters/content-neighbours.ts'
import { DriftMonitor } from './adapters/drift-monitor.ts'
import { EventWriter } from './adapters/event-writer.ts'
import { LearningRecorder } from './adapters/learning-recorder.ts'
import { nextItemSource } from './adapters/next-item-source.ts'
import { setQualityGauges } from './adapters/quality-gauges.ts'
import type { Config } from './config.ts'
import type { AcceptableEvent } from './domain/partition-events.ts'

export type Dependencies = ReturnType<typeof createDependencies>

const measureEveryMs = 5_000
/**
 * How long a prediction waits for the items that are like one that nobody has used: behaviour alone says nothing of it.
 */
const neighboursMs = 50

export function createDependencies(config: Config, logger: Logger) {
  const database = openDatabase(config)
  const receipts = new ReceiptWriter(database)
  const learning = new LearningRecorder(database, logger)
  const maintenance = new Upstream({ name: 'maintenance', url: config.MAINTENANCE_URL, secret: config.SIGNING_SECRET })
  const search = new Upstream({ name: 'search', url: config.SEARCH_URL, secret: config.SIGNING_SECRET })
  const neighbours = new ContentNeighbours(search)
  const drift = driftMonitor(config, maintenance, logger)
  const source = nextItemSource(database, logger, {
    neighboursOf: (tenantId, itemId) => neighbours.of(tenantId, itemId),
    onOutcomes(tenantId, outcomes, model) {
      learning.record(tenantId, outcomes, model)
      drift.observe(tenantId, outcomes, model)
    },
  })
  const feed = new ChangeFeed({ database, pollMs: config.POLL_MS, logger })
  const models = new ResidentModels(source, {
    maxBytes: config.MODEL_BYTES,
    idleMs: config.MODEL_IDLE_MS,
    feed,
    follow: { changes: topics.events, snapshots: topics.nextItemSnapshots },
    logger,
  })
  const wakeUps = new WakeUps(config.CACHE_REDIS_URL, logger)
  const writer = eventWriter(database, models, wakeUps)
  listen(wakeUps, models, neighbours)
  const measuring = setInterval(() => measureQuality(models), measureEveryMs)

  return {
    receipts,
    residentOf: residentOf(models),
    writeEvents: (events: readonly AcceptableEvent[], { principal, deadline }: Caller) =>
      writer.write(principal.tenantId, events, deadline),
    prepareNeighbours: (itemId: string, { principal, deadline }: Caller) =>
      neighbours.prepare(principal.tenantId, itemId, Math.min(neighboursMs, deadline.remainingMs)),
    isStoreFailing: () => database.isFailing,
    async close() {
      clearInterval(measuring)
      wakeUps.close()
      await feed.close()
      await models.close()
      await Promise.all([search.close(), maintenance.close()])
      await learning.close()
      await receipts.close()
      await database.close()
    },
  }
}

type Models = ResidentModels<NextItemModel, Usage>

const openDatabase = ({ DATABASE_URL: url, DATABASE_POOL: pool }: Config) =>
  createDatabase({ url, applicationName: 'inkling-prediction', pool })

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
  wakeUps: WakeUps,
  metrics = eventMetrics(),
) =>
  new EventWriter(
    (tenantId, events, deadline) => insertEvents(database.of({ principal: { tenantId }, deadline }), events),
    (tenantId, events) => {
      metrics.batchSize.observe(events)
      models.warm(tenantId)
      wakeUps.send(topics.events, tenantId)
    },
  )

function listen(wakeUps: WakeUps, models: Models, neighbours: ContentNeighbours): void {
  wakeUps.listen(topics.events, (tenantId) => models.wake(tenantId))
  wakeUps.listen(topics.nextItemSnapshots, (tenantId) => models.refresh(tenantId))
  wakeUps.listen(topics.erasures, (tenantId) => {
    models.drop(tenantId)
    neighbours.drop(tenantId)
  })
}

/** Tenants without a case count for nothing, and there may be many. */
const measureQuality = ({ models }: Models) =>
  setQualityGauges(models.map(({ metrics: quality }) => quality).filter(({ blend }) => blend.cases > 0))

const residentOf =
  (models: Models) =>
  async ({ principal, deadline }: Caller) => {
    const resident = await withTimeout(models.get(principal.tenantId), deadline.remainingMs)
    if (resident) return resident
    throw new InklingError('dependency_unavailable', 'The model is being loaded; try again shortly', {
      retryAfterSeconds: 1,
    })
  }
