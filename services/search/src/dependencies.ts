import { createDatabase, ReceiptWriter } from '@inkling/database'
import { ResidentModels, WakeUps } from '@inkling/read-model'
import { Upstream } from '@inkling/service-kit'
import type { Logger } from '@inkling/telemetry'
import { catalogueSource } from './adapters/catalogue-source.ts'
import type { ItemChange } from './adapters/item-store.ts'
import { QueryLog } from './adapters/query-log.ts'
import { servedCatalogues } from './adapters/served-catalogues.ts'
import { SettingsCache } from './adapters/settings-cache.ts'
import { readSettings } from './adapters/settings-store.ts'
import { userAffinity } from './adapters/user-affinity.ts'
import { WordWriter } from './adapters/word-writer.ts'
import type { Config } from './config.ts'
import type { Catalogue } from './domain/catalogue.ts'

export type Dependencies = ReturnType<typeof createDependencies>

export function createDependencies(config: Config, logger: Logger) {
  const database = createDatabase({
    url: config.DATABASE_URL,
    applicationName: 'inkling-search',
    pool: config.DATABASE_POOL,
  })
  const wakeUps = new WakeUps(config.CACHE_REDIS_URL, logger)
  const receipts = new ReceiptWriter(database)
  const queries = new QueryLog(database, logger)
  const words = new WordWriter(database, logger)
  const followWords = (tenantId: string) => words.follow(tenantId)
  const settings = new SettingsCache({
    read: (tenantId) => readSettings(database, tenantId),
    // The index was built by the old ones; until it is built anew, Postgres answers.
    onChange: (tenantId, now, before) => now.language !== before.language && models.drop(tenantId),
    clock: Date.now,
    logger,
  })
  const source = catalogueSource({ database, settings, maxBytes: config.INDEX_BYTES, logger })
  const models: ResidentModels<Catalogue, ItemChange> = new ResidentModels(source, {
    maxBytes: config.INDEX_BYTES,
    pollMs: config.POLL_MS,
    logger,
  })
  wakeUps.listen('items', (tenantId) => models.wake(tenantId))
  wakeUps.listen('search-snapshots', (tenantId) => models.refresh(tenantId))
  wakeUps.listen('search-settings', (tenantId) => settings.wake(tenantId))
  wakeUps.listen('erasures', (tenantId) => {
    models.drop(tenantId)
    settings.drop(tenantId)
  })

  const prediction =
    config.PREDICTION_URL === undefined
      ? undefined
      : new Upstream({ name: 'prediction', url: config.PREDICTION_URL, secret: config.SIGNING_SECRET })

  return {
    database,
    models,
    serve: servedCatalogues({ database, models, settings, followWords, loadWaitMs: config.LOAD_WAIT_MS }),
    settings,
    queries,
    affinityOf: userAffinity(prediction, config.AFFINITY_TIMEOUT_MS),
    receipts,
    announceSettings: (tenantId: string) => wakeUps.send('search-settings', tenantId),
    announce(tenantId: string) {
      models.wake(tenantId)
      followWords(tenantId)
      wakeUps.send('items', tenantId)
    },
    async close() {
      wakeUps.close()
      await models.close()
      await prediction?.close()
      await queries.close()
      await words.close()
      await receipts.close()
      await database.close()
    },
  }
}
