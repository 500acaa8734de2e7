import { createDatabase, ReceiptWriter } from '@inkling/database'
import { ResidentModels, WakeUps } from '@inkling/read-model'
import type { Logger } from '@inkling/telemetry'
import { catalogueSource } from './adapters/catalogue-source.ts'
import type { Config } from './config.ts'

export type Dependencies = ReturnType<typeof createDependencies>

export function createDependencies(config: Config, logger: Logger) {
  const database = createDatabase({
    url: config.DATABASE_URL,
    applicationName: 'inkling-search',
    pool: config.DATABASE_POOL,
  })
  const wakeUps = new WakeUps(config.CACHE_REDIS_URL, 'items', logger)
  const receipts = new ReceiptWriter(database)
  const models = new ResidentModels(catalogueSource(database), {
    maxBytes: config.INDEX_BYTES,
    pollMs: config.POLL_MS,
    logger,
  })
  const erasures = new WakeUps(config.CACHE_REDIS_URL, 'erasures', logger)
  wakeUps.listen((tenantId) => models.wake(tenantId))
  erasures.listen((tenantId) => models.drop(tenantId))

  return {
    database,
    models,
    receipts,
    announce(tenantId: string) {
      models.wake(tenantId)
      wakeUps.send(tenantId)
    },
    async close() {
      wakeUps.close()
      erasures.close()
      models.close()
      await receipts.close()
      await database.close()
    },
  }
}
