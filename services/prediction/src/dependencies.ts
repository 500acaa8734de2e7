import { createDatabase, ReceiptWriter } from '@inkling/database'
import { ResidentModels, WakeUps } from '@inkling/read-model'
import { askForRun, Upstream } from '@inkling/service-kit'
import { type Logger, metrics } from '@inkling/telemetry'
import { ContentNeighbours } from './adapters/content-neighbours.ts'
import { DriftMonitor } from './adapters/drift-monitor.ts'
import { insertEvents } from './adapters/event-store.ts'
import { EventWriter } from './adapters/event-writer.ts'
import { LearningRecorder } from './adapters/learning-recorder.ts'
import { nextItemSource } from './adapters/next-item-source.ts'
import { setQualityGauges } from './adapters/quality-gauges.ts'
import type { Config } from './config.ts'

export type Dependencies = ReturnType<typeof createDependencies>

const measureEveryMs = 5_000

export function createDependencies(config: Config, logger: Logger) {
  const database = createDatabase({
    url: config.DATABASE_URL,
    applicationName: 'inkling-prediction',
    pool: config.DATABASE_POOL,
  })
  const wakeUps = new WakeUps(config.CACHE_REDIS_URL, logger)
  const receipts = new ReceiptWriter(database)
  const learning = new LearningRecorder(database, logger)
  const maintenance = new Upstream({ name: 'maintenance', url: config.MAINTENANCE_URL, secret: config.SIGNING_SECRET })
  const drift = new DriftMonitor({
    ask: (tenantId) => askForRun(maintenance, tenantId, 'train', 'drift'),
    coolDownMs: config.DRIFT_COOL_DOWN_MS,
    clock: () => performance.now(),
    logger,
  })
  const search = new Upstream({ name: 'search', url: config.SEARCH_URL, secret: config.SIGNING_SECRET })
  const neighbours = new ContentNeighbours(search)
  const source = nextItemSource(database, logger, {
    neighboursOf: (tenantId, itemId) => neighbours.of(tenantId, itemId),
    onOutcomes: (tenantId, outcomes, model) => {
      learning.record(tenantId, outcomes, model)
      drift.observe(tenantId, outcomes, model)
    },
  })
  const models = new ResidentModels(source, { maxBytes: config.MODEL_BYTES, pollMs: config.POLL_MS, logger })
  const measuring = setInterval(
    () => setQualityGauges(models.models.map(({ metrics: quality }) => quality)),
    measureEveryMs,
  )
  wakeUps.listen('events', (tenantId) => models.wake(tenantId))
  wakeUps.listen('snapshots', (tenantId) => models.refresh(tenantId))
  wakeUps.listen('erasures', (tenantId) => {
    models.drop(tenantId)
    neighbours.drop(tenantId)
  })
  const insert = (tenantId: string, events: Parameters<typeof insertEvents>[2]) =>
    insertEvents(database, tenantId, events)
  const writer = new EventWriter(insert, (tenantId, events) => {
    metrics.eventBatch.observe(events)
    models.warm(tenantId)
    wakeUps.send('events', tenantId)
  })

  return {
    models,
    neighbours,
    receipts,
    writer,
    async close() {
      clearInterval(measuring)
      wakeUps.close()
      await models.close()
      await Promise.all([search.close(), maintenance.close()])
      await learning.close()
      await receipts.close()
      await database.close()
    },
  }
}
