import { createDatabase, type Database, ReceiptWriter } from '@inkling/database'
import { ResidentModels, WakeUps } from '@inkling/read-model'
import { Upstream } from '@inkling/service-kit'
import type { Logger } from '@inkling/telemetry'
import { catalogueSource } from './adapters/catalogue-source.ts'
import { embeddings } from './adapters/embeddings/embeddings.ts'
import type { ItemChange } from './adapters/item-store.ts'
import { QueryLog } from './adapters/query-log.ts'
import { servedCatalogues } from './adapters/served-catalogues.ts'
import { SettingsCache } from './adapters/settings-cache.ts'
import { readSettings } from './adapters/settings-store.ts'
import { userAffinity } from './adapters/user-affinity.ts'
import { wordWriter } from './adapters/word-writer.ts'
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
  const words = wordWriter(database, logger)
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
  const embedded = embeddingsOf(config, database, logger)
  wakeUps.listen('items', (tenantId) => models.wake(tenantId))
  wakeUps.listen('search-snapshots', (tenantId) => models.refresh(tenantId))
  wakeUps.listen('search-settings', (tenantId) => settings.wake(tenantId))
  wakeUps.listen('erasures', (tenantId) => {
    for (const held of [models, settings, embedded]) held?.drop(tenantId)
  })

  const prediction = predictionOf(config)
  return {
    database,
    models,
    serve: servedCatalogues({ database, models, settings, followWords, loadWaitMs: config.LOAD_WAIT_MS }),
    settings,
    queries,
    embedded,
    affinityOf: userAffinity(prediction, config.AFFINITY_TIMEOUT_MS),
    receipts,
    announceSettings: (tenantId: string) => wakeUps.send('search-settings', tenantId),
    announce(tenantId: string) {
      models.wake(tenantId)
      followWords(tenantId)
      embedded?.follow(tenantId)
      wakeUps.send('items', tenantId)
    },
    async close() {
      wakeUps.close()
      await embedded?.close()
      await models.close()
      await prediction?.close()
      await queries.close()
      await words.close()
      await receipts.close()
      await database.close()
    },
  }
}

const predictionOf = ({
  PREDICTION_URL: url,
  SIGNING_SECRET: secret,
  AFFINITY_TIMEOUT_MS: attemptTimeoutMs,
}: Config) => (url === undefined ? undefined : new Upstream({ name: 'prediction', url, secret, attemptTimeoutMs }))

/** Nothing without an endpoint. */
const embeddingsOf = (config: Config, database: Database, logger: Logger) =>
  config.EMBEDDINGS_URL === undefined
    ? undefined
    : embeddings({
        endpoint: {
          url: config.EMBEDDINGS_URL,
          model: config.EMBEDDINGS_MODEL,
          apiKey: config.EMBEDDINGS_API_KEY,
          dimensions: config.EMBEDDINGS_DIMENSIONS,
        },
        database,
        waitMs: config.EMBEDDINGS_TIMEOUT_MS,
        maxBytes: config.EMBEDDINGS_BYTES,
        // Nobody waits for them as for a write of their own, and the process that writes them knows at once.
        pollMs: 10 * config.POLL_MS,
        logger,
      })
