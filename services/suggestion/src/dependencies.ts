import { createCache } from '@inkling/cache'
import { countSignals, createDatabase, ReceiptWriter, readLearningReport } from '@inkling/database'
import { type Caller, commonChecks, LoadMonitor, lookAt, policySettings, Upstream } from '@inkling/service-kit'
import { type Logger, measureCaches } from '@inkling/telemetry'
import { feedbackStore } from './adapters/feedback-store.ts'
import { keptSuggestions } from './adapters/kept-suggestions.ts'
import { serviceSources } from './adapters/service-sources.ts'
import type { Config } from './config.ts'
import type { LearningWindow } from './routes/learning.route.ts'

const loses = {
  postgres: 'feedback and learning metrics are refused; dismissed items may be suggested again',
  cacheRedis: 'each process caches suggestions for itself',
}

export type Dependencies = ReturnType<typeof createDependencies>

export function createDependencies(config: Config, logger: Logger) {
  const secret = config.SIGNING_SECRET
  const load = new LoadMonitor({ logger, level: config.LOAD_LEVEL })
  const database = createDatabase({
    url: config.DATABASE_URL,
    applicationName: 'inkling-suggestion',
    pool: config.DATABASE_POOL,
    policy: policySettings('DATABASE', config),
  })
  const receipts = new ReceiptWriter(database)
  const feedback = feedbackStore(database, receipts)
  const policy = { ...policySettings('UPSTREAM', config), attemptTimeoutMs: config.LEG_TIMEOUT_MS }
  const leg = { secret, policy }
  const prediction = new Upstream({ name: 'prediction', url: config.PREDICTION_URL, ...leg })
  const search = new Upstream({ name: 'search', url: config.SEARCH_URL, ...leg })
  const caches = createCache({
    redisUrl: config.CACHE_REDIS_URL,
    onError: (error) => logger.debug({ err: error }, 'redis unavailable; this process caches for itself'),
  })
  const stopMeasuring = measureCaches(caches.stats)

  return {
    load,
    caches,
    kept: keptSuggestions(caches),
    receipts,
    sourcesOf: serviceSources({ prediction, search, feedback, legTimeoutMs: config.LEG_TIMEOUT_MS }),
    storeFeedback: feedback.storeFeedback,
    async readLearning(window: LearningWindow, caller: Caller) {
      const tenant = database.of(caller)
      const [report, signals] = await Promise.all([
        readLearningReport(tenant, window),
        countSignals(tenant, window.windowHours),
      ])
      return { ...report, signals }
    },
    look: lookAt(commonChecks({ database, caches, loses })),
    async close() {
      await Promise.all([prediction.close(), search.close()])
      stopMeasuring()
      await receipts.close()
      await caches.close()
      await database.close()
    },
  }
}
