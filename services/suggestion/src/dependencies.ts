import { createCache, InvalidationBus } from '@inkling/cache'
import { topics } from '@inkling/contracts'
import {
  benchChallenger,
  createDatabase,
  type Database,
  listVersions,
  openReadReplicas,
  ReceiptWriter,
  restoreVersion,
} from '@inkling/database'
import {
  type Caller,
  commonChecks,
  forgetWithDatabase,
  LoadMonitor,
  lookAt,
  policySettings,
  prefetchThresholds,
  Upstream,
} from '@inkling/service-kit'
import { type Logger, measureCaches } from '@inkling/telemetry'
import { experimentLog } from './adapters/experiment-log.ts'
import { type ExperimentStoreOptions, experimentStore } from './adapters/experiment-store.ts'
import { feedbackStore } from './adapters/feedback-store.ts'
import { dismissalTags, keptSources } from './adapters/kept-sources.ts'
import { keptSuggestions } from './adapters/kept-suggestions.ts'
import { type LeagueStoreOptions, leagueStore } from './adapters/league-store.ts'
import { Learner } from './adapters/learner.ts'
import { learningReader } from './adapters/learning-reader.ts'
import { rankingBases, rankingTag } from './adapters/ranking-bases.ts'
import { receiptArchive } from './adapters/receipt-archive.ts'
import { scenarioStore } from './adapters/scenario-store.ts'
import { serviceSources } from './adapters/service-sources.ts'
import { ShadowScorer } from './adapters/shadow-scorer.ts'
import { simulator } from './adapters/simulator.ts'
import type { Config } from './config.ts'

const loses = {
  postgres: 'feedback and learning metrics are refused; dismissed items may be suggested again',
  cacheRedis: 'each process caches suggestions for itself',
}

const weightStore = (database: Database, onChanged: (tenantId: string) => Promise<unknown>) => ({
  list: (query: Parameters<typeof listVersions>[1], caller: Caller) => listVersions(database.of(caller), query),
  async restore(version: Parameters<typeof restoreVersion>[1], caller: Caller) {
    const restored = await restoreVersion(database.of(caller), version)
    if (restored) await onChanged(caller.principal.tenantId)
    return restored
  },
})

/** What tenants decide of how their suggestions are ranked. */
function rankingStores(options: ExperimentStoreOptions & LeagueStoreOptions, budgetMs: number) {
  const { database, search, onChanged } = options
  return {
    experiments: experimentStore(options),
    league: leagueStore(options),
    scenarios: scenarioStore(options),
    simulate: simulator(database, search),
    weights: weightStore(database, onChanged),
    shadowScorer: new ShadowScorer({
      budgetMs,
      async bench(tenantId, scenario, name, because) {
        await benchChallenger(database.background(tenantId), { scenario, name }, because)
        await onChanged(tenantId)
      },
    }),
  }
}

function createLegs(config: Config) {
  const policy = { ...policySettings('UPSTREAM', config), attemptTimeoutMs: config.LEG_TIMEOUT_MS }
  const leg = { secret: config.SIGNING_SECRET, policy }
  return {
    prediction: new Upstream({ name: 'prediction', url: config.PREDICTION_URL, ...leg }),
    search: new Upstream({ name: 'search', url: config.SEARCH_URL, ...leg }),
  }
}

function openDatabase(config: Config) {
  const applicationName = 'inkling-suggestion'
  const options = { applicationName, pool: config.DATABASE_POOL, policy: policySettings('DATABASE', config) }
  const database = createDatabase({ url: config.DATABASE_URL, ...options })
  return {
    database,
    reports: openReadReplicas(database, config.READ_DATABASE_URLS, config.READ_STALENESS_MS, options),
  }
}

function listen(wakeUps: InvalidationBus, learner: Learner): void {
  wakeUps.listen(topics.erasures, (tenantId) => learner.noteFeedback(tenantId))
  wakeUps.listen(topics.events, (tenantId) => learner.noteEvents(tenantId))
}

export type Dependencies = ReturnType<typeof createDependencies>

export function createDependencies(config: Config, logger: Logger) {
  const load = new LoadMonitor({ logger, level: config.LOAD_LEVEL })
  const { database, reports } = openDatabase(config)
  const receipts = new ReceiptWriter(database, logger)
  const { prediction, search } = createLegs(config)
  const caches = createCache({
    redisUrl: config.CACHE_REDIS_URL,
    onError: (error) => logger.debug({ err: error }, 'redis unavailable; this process caches for itself'),
  })
  const wakeUps = new InvalidationBus(config.CACHE_REDIS_URL, logger)
  const onModelsChanged = (tenantId: string) => wakeUps.send(topics.challengers, tenantId)
  forgetWithDatabase(database, caches, logger)
  const stopMeasuring = measureCaches(caches.stats)
  const onChanged = (tenantId: string, isSoft = false) => caches.invalidate(tenantId, [rankingTag], { isSoft })
  const learner = new Learner({ database, logger, onLearned: (tenantId) => onChanged(tenantId, true) })
  listen(wakeUps, learner)
  const experiments = experimentLog(database, logger)
  const feedback = feedbackStore({
    ...{ database, receipts },
    async onStored(tenantId, dismissers) {
      learner.noteFeedback(tenantId)
      if (dismissers.length > 0) await caches.invalidate(tenantId, dismissalTags(dismissers))
    },
  })
  const rates = { explorationRate: config.EXPLORATION_RATE, swapRate: config.SWAP_RATE }
  const { basisOf } = rankingBases(caches, database, rates)
  const sourcesOf = serviceSources({
    ...{ prediction, search, feedback, kept: keptSources(caches), basisOf },
    thresholdOf: prefetchThresholds(caches, database),
    legTimeoutMs: config.LEG_TIMEOUT_MS,
  })

  return {
    load,
    caches,
    kept: keptSuggestions(caches),
    receipts,
    sourcesOf,
    ...receiptArchive({ database, receipts, prediction, search, sourcesOf }),
    noteAnswer: (tenantId: string) => learner.noteAnswer(tenantId),
    experimentLog: experiments,
    ...rankingStores({ database, search, onChanged, onModelsChanged, learner }, config.SHADOW_BUDGET_MS),
    storeFeedback: feedback.storeFeedback,
    clusterOf: () => database.cluster,
    readLearning: learningReader(reports, caches),
    look: lookAt(commonChecks({ database, caches, loses })),
    async close() {
      await Promise.all([prediction.close(), search.close()])
      stopMeasuring()
      wakeUps.close()
      await learner.close()
      await experiments.close()
      await receipts.close()
      await caches.close()
      await reports.close()
      await database.close()
    },
  }
}
