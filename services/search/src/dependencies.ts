import { randomUUID } from 'node:crypto'
import { type Caches, createCache, InvalidationBus } from '@inkling/cache'
import { topics } from '@inkling/contracts'
import { createDatabase, type Database, ReceiptWriter, readSearchSettings } from '@inkling/database'
import { ChangeFeed, ResidentModels } from '@inkling/read-model'
import {
  type Caller,
  circuitCheck,
  commonChecks,
  forgetWithDatabase,
  lookAt,
  meterModels,
  policySettings,
  Upstream,
} from '@inkling/service-kit'
import { type Logger, measureCaches } from '@inkling/telemetry'
import { catalogueSource } from './adapters/catalogue-source.ts'
import { type Embeddings, embeddings } from './adapters/embeddings/embeddings.ts'
import { foundPages } from './adapters/found-pages.ts'
import { invalidateChanged } from './adapters/invalidate-changed.ts'
import { QueryLog } from './adapters/query-log.ts'
import { residentCatalogues } from './adapters/resident-catalogues.ts'
import { servedCatalogues } from './adapters/served-catalogues.ts'
import { type TenantSettings, tenantSettings } from './adapters/tenant-settings.ts'
import { userAffinity } from './adapters/user-affinity.ts'
import { wordWriter } from './adapters/word-writer.ts'
import type { Config } from './config.ts'
import { items } from './use-cases/items.ts'
import { searchItems } from './use-cases/search-items.ts'
import { searchSettings } from './use-cases/search-settings.ts'

const loses = {
  postgres: 'changes of items are refused; searches use the indexes in memory',
  cacheRedis: 'other processes see changed items at their next poll',
}
const embeddingsCheck = circuitCheck(
  'embeddings',
  'searches use no embeddings, and new items get theirs later',
  (policy) => policy.startsWith('embeddings'),
)

/** Revisions of catalogues are those of one process. */
const processId = randomUUID().slice(0, 8)

export type Dependencies = ReturnType<typeof createDependencies>

export function createDependencies(config: Config, logger: Logger) {
  const database = openDatabase(config)
  const receipts = new ReceiptWriter(database, logger)
  const queries = new QueryLog(database, logger)
  const words = wordWriter(database, logger)
  const feed = new ChangeFeed({ database, pollMs: config.POLL_MS, logger })
  const caches = openCaches(config, database, logger)
  const embedded = embeddingsOf(config, database, caches, feed, logger)
  const prediction = predictionOf(config)
  const settings = settingsOf(database, caches, logger)
  const changes = invalidateChanged(caches.invalidate)
  const models = catalogues(config, { database, feed, settings, onChanged: changes.changed, logger })
  const wakeUps = new InvalidationBus(config.CACHE_REDIS_URL, logger)
  listen(wakeUps, models, embedded)
  const held = embedded ? [models, embedded] : [models]
  const measuring = [measureCaches(caches.stats), meterModels(database, held, logger)]
  forgetOld({ database, feed, caches, logger }, held)

  const followWords = (tenantId: string) => words.follow(tenantId)
  const announceItems = (tenantId: string) => {
    models.wake(tenantId)
    words.follow(tenantId)
    embedded?.follow(tenantId)
    wakeUps.send(topics.items, tenantId)
  }
  const residentOf = residentCatalogues(models, settings)
  const serve = servedCatalogues({ database, residentOf, settings, followWords, loadWaitMs: config.LOAD_WAIT_MS })
  const affinityOf = userAffinity(prediction, config.AFFINITY_TIMEOUT_MS)
  return {
    caches,
    receipts,
    items: items(database, announceItems),
    processId,
    prepareSearch: searchItems({
      ...{ serve, settings, queries, near: nearOf(embedded), affinityOf, pages: foundPages(caches), processId },
    }),
    searchSettings: searchSettings({ database, settings, queries }),
    settingsOf: ({ principal, deadline }: Caller) => settings.get(principal.tenantId, deadline.remainingMs),
    residentWithin: ({ principal, deadline }: Caller, waitMs: number) =>
      residentOf(principal.tenantId, Math.min(waitMs, deadline.remainingMs)),
    look: lookAt([
      ...commonChecks({ database, caches, loses, needsPostgres: () => models.models.length === 0 }),
      ...(embedded ? [embeddingsCheck] : []),
    ]),
    async close() {
      wakeUps.close()
      for (const stop of measuring) stop()
      await feed.close()
      await embedded?.close()
      await models.close()
      changes.close()
      await Promise.all([prediction?.close(), queries.close(), words.close(), receipts.close()])
      await caches.close()
      await database.close()
    },
  }
}

type Models = ReturnType<typeof catalogues>

const openDatabase = (config: Config) =>
  createDatabase({
    url: config.DATABASE_URL,
    applicationName: 'inkling-search',
    pool: config.DATABASE_POOL,
    policy: policySettings('DATABASE', config),
  })

const openCaches = ({ CACHE_REDIS_URL: redisUrl }: Config, database: Database, logger: Logger) =>
  createCache({
    redisUrl,
    database,
    onError: (error) => logger.debug({ err: error }, 'redis unavailable; this process caches for itself'),
  })

const settingsOf = (database: Database, caches: Caches, logger: Logger) =>
  tenantSettings(caches, (tenantId) => readSearchSettings(database.background(tenantId)), logger)

interface CatalogueParts {
  readonly database: Database
  readonly feed: ChangeFeed
  readonly settings: TenantSettings
  readonly onChanged: ReturnType<typeof invalidateChanged>['changed']
  readonly logger: Logger
}

function catalogues(
  { INDEX_BYTES: maxBytes, MODEL_IDLE_MS: idleMs }: Config,
  { database, feed, settings, onChanged, logger }: CatalogueParts,
) {
  const source = catalogueSource({ database, settings, maxBytes, logger, onChanged })
  const follow = { changes: topics.items, snapshots: topics.searchSnapshots }
  return new ResidentModels(source, { maxBytes, idleMs, feed, follow, logger })
}

function listen(wakeUps: InvalidationBus, models: Models, embedded: Embeddings | undefined): void {
  wakeUps.listen(topics.items, (tenantId) => models.wake(tenantId))
  wakeUps.listen(topics.searchSnapshots, (tenantId) => models.refresh(tenantId))
  wakeUps.listen(topics.erasures, (tenantId) => {
    for (const held of [models, embedded]) held?.drop(tenantId)
  })
}

interface Forgetting {
  readonly database: Database
  readonly feed: ChangeFeed
  readonly caches: Caches
  readonly logger: Logger
}

interface Held {
  drop(tenantId: string): void
  dropAll(): void
}

/** What was built of data that a restore of a tenant, or of the database, replaced is built again. */
function forgetOld({ database, feed, caches, logger }: Forgetting, held: readonly Held[]): void {
  feed.listen((changes) => {
    for (const tenantId of changes.of(topics.erasures) ?? []) {
      for (const models of held) models.drop(tenantId)
      void caches.invalidate(tenantId)
    }
  })
  forgetWithDatabase(database, caches, logger, held)
}

function predictionOf(config: Config): Upstream | undefined {
  const { PREDICTION_URL: url, SIGNING_SECRET: secret, AFFINITY_TIMEOUT_MS: attemptTimeoutMs } = config
  if (url === undefined) return undefined
  const policy = { ...policySettings('UPSTREAM', config), attemptTimeoutMs }
  return new Upstream({ name: 'prediction', url, secret, policy })
}

/** Undefined without an endpoint. */
const embeddingsOf = (config: Config, database: Database, caches: Caches, feed: ChangeFeed, logger: Logger) =>
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
        caches,
        waitMs: config.EMBEDDINGS_TIMEOUT_MS,
        policy: policySettings('EMBEDDINGS', config),
        maxBytes: config.EMBEDDINGS_BYTES,
        idleMs: config.MODEL_IDLE_MS,
        feed,
        logger,
      })

const nearOf =
  (embedded: Embeddings | undefined): Embeddings['near'] =>
  async (ask, caller) =>
    embedded ? embedded.near(ask, caller) : { degraded: [] }
