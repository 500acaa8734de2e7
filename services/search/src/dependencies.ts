import { createDatabase, ReceiptWriter } from '@inkling/database'
import { ResidentModels, WakeUps } from '@inkling/read-model'
import type { Logger } from '@inkling/telemetry'
import { catalogueSource } from './adapters/catalogue-source.ts'
import { servedCatalogues } from './adapters/served-catalogues.ts'
import type { Config } from './config.ts'

export type Dependencies = ReturnType<typeof createDependencies>

export function createDependencies(config: Config, logger: Logger) {
  const database = createDatabase({
    url: config.DATABASE_URL,
    applicationName: 'inkling-search',
    pool: config.DATABASE_POOL,
  })
  const wakeUps = new WakeUps(config.CACHE_REDIS_URL, logger)
  const receipts = new ReceiptWriter(database)
  const models = new ResidentModels(catalogueSource(database, config.INDEX_BYTES), {
    maxBytes: config.INDEX_BYTES,
    pollMs: config.POLL_MS,
    logger,
  })
  wakeUps.listen('items', (tenantId) => models.wake(tenantId))
  wakeUps.listen('erasures', (tenantId) => models.drop(tenantId))

  return {
    database,
    models,
    serve: servedCatalogues({ database, models, loadWaitMs: config.LOAD_WAIT_MS }),
    receipts,
    announce(tenantId: string) {
      models.wake(tenantId)
      wakeUps.send('items', tenantId)
    },
    async close() {
      wakeUps.close()
      models.close()
      await receipts.close()
      await database.close()
    },
  }
}
