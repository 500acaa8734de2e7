import { createCache, openRedis, type RedisClient } from '@inkling/cache'
import type { ServiceName } from '@inkling/contracts'
import { createDatabase, type Database } from '@inkling/database'
import {
  type CountedAnswer,
  commonChecks,
  createAnswerCounter,
  derivedKey,
  FaultControl,
  followPlans,
  forgetWithDatabase,
  isFaultInjectionOn,
  LogLevel,
  Profiler,
  policySettings,
  Upstream,
} from '@inkling/service-kit'
import {
  authenticationMetrics,
  cdnMetrics,
  consoleMetrics,
  keyMetrics,
  type Logger,
  measureCaches,
  siteMetrics,
  sloMetrics,
  upstreamMetrics,
} from '@inkling/telemetry'
import { ActiveTenants } from './adapters/active-tenants.ts'
import { createCdn, noCdn } from './adapters/cdn.ts'
import { EventsToday, readOthers } from './adapters/events-today.ts'
import { createEveryProcess } from './adapters/every-process.ts'
import { createFetchJwks } from './adapters/fetch-jwks.ts'
import { createHealthCheck, type HealthOptions } from './adapters/health-check.ts'
import { createIdempotentRequests } from './adapters/idempotent-requests.ts'
import { KeySets } from './adapters/key-sets.ts'
import { KeyUses } from './adapters/key-uses.ts'
import { createLoadControl } from './adapters/load-control.ts'
import { meteredUse } from './adapters/metered-use.ts'
import { createProcesses } from './adapters/processes.ts'
import { createReadSla } from './adapters/read-sla.ts'
import { createRecordProfile } from './adapters/record-profile.ts'
import { responseCache } from './adapters/response-cache.ts'
import { SharedCounters } from './adapters/shared-counters.ts'
import { storedKeys } from './adapters/stored-keys.ts'
import { tenantIssuers } from './adapters/tenant-issuers.ts'
import { WatchAlerting } from './adapters/watch-alerting.ts'
import type { Config } from './config.ts'
import { createPseudonyms } from './domain/pseudonyms.ts'
import { createQuotaWarnings } from './plugins/limits/quota-warnings.ts'
import { RefusedKeys } from './plugins/refused-keys.ts'
import { createTokens } from './plugins/tokens.ts'
import { createStreams } from './streams/create-streams.ts'
import { createThreats } from './threats/create-threats.ts'

const loses = {
  postgres: 'keys that are not cached cannot be checked, and an Idempotency-Key is refused',
  cacheRedis: 'each gateway counts limits and caches answers for itself',
}

export type Dependencies = ReturnType<typeof createDependencies>

export function createDependencies(config: Config, logger: Logger) {
  const database = createDatabase({
    url: config.DATABASE_URL,
    applicationName: 'inkling-gateway',
    pool: config.DATABASE_POOL,
    policy: policySettings('DATABASE', config),
  })
  const redis = connectRedis(config.CACHE_REDIS_URL, logger)
  const counters = new SharedCounters(redis, '{inkling:limit}:')
  const upstreams = openUpstreams(config)
  const { caches, stopMeasuring } = openCaches(config, database, logger)
  const cdn = openCdn(config, logger)
  const threats = createThreats({ config, caches, database, redis, logger })
  const control = createLoadControl(config, redis, logger)
  const health = watchHealth(logger, {
    urls: serviceUrlsOf(config),
    workerUrl: config.WORKER_URL,
    circuits: [database.policy, ...Object.values(upstreams).map(({ policy }) => policy)],
    load: () => ({ level: control.load.level, pressure: control.load.pressure }),
    checks: commonChecks({ database, caches, loses }),
  })
  const faults = isFaultInjectionOn(config) ? new FaultControl(config.CACHE_REDIS_URL) : undefined

  const own = { load: control.load, caches, logLevels: new LogLevel(logger), profiler: new Profiler() }
  const { closeTokens, ...callers } = knowCallers(config, caches, database, logger)
  const known = { config, logger, database, upstreams, load: control.load, ...callers }
  const { close: closeStreams, ...streams } = createStreams(known)
  const serviceLevels = countAnswers(database, streams.count)
  const { close: closeOperated, ...operated } = operateProcesses(config, upstreams, own)

  return {
    own,
    ...{ ...callers, streams, threats },
    counters,
    requests: createIdempotentRequests(database, config.SIGNING_SECRET),
    answers: responseCache(caches, cdn),
    serviceLevels,
    upstreams,
    health,
    control,
    faults,
    ...{ ...operated, metrics: ownMetrics() },
    async close() {
      closeStreams()
      callers.refused.close()
      control.close()
      faults?.close()
      stopMeasuring()
      await Promise.all([closeOperated(), ...[health, threats, ...Object.values(upstreams)].map((one) => one.close())])
      await cdn.close()
      counters.close()
      redis.disconnect()
      await caches.close()
      await Promise.all([serviceLevels.close(), callers.keyUses.close(), closeTokens()])
      await database.close()
    },
  }
}

/** Whose a request is, and what the plan of its tenant allows. */
function knowCallers(config: Config, caches: Parameters<typeof storedKeys>[0], database: Database, logger: Logger) {
  const { fetchJwks, close } = createFetchJwks(config.JWKS_PRIVATE)
  const sets = new KeySets({ fetchJwks })
  const issuers = tenantIssuers(caches, database, config.KEY_CACHE_MS)
  const plans = followPlans(caches, database, config.KEY_CACHE_MS, logger)
  const pseudonyms = createPseudonyms(derivedKey(config, 'pseudonyms'))
  return {
    plans,
    readUse: meteredUse(caches, database),
    warnOfQuota: createQuotaWarnings(),
    keys: storedKeys(caches, database, config.KEY_CACHE_MS),
    keyUses: new KeyUses({ database, metrics: keyMetrics(), logger }),
    refused: new RefusedKeys(logger),
    tokens: createTokens({ issuers, keysAt: (url) => sets.of(url), pseudonyms }),
    pseudonyms,
    closeTokens() {
      plans.close()
      return close()
    },
  }
}

function openCaches(config: Config, database: Database, logger: Logger) {
  const caches = createCache({
    redisUrl: config.CACHE_REDIS_URL,
    onError: (error) => logger.debug({ err: error }, 'redis unavailable; this gateway caches for itself'),
  })
  forgetWithDatabase(database, caches, logger)
  return { caches, stopMeasuring: measureCaches(caches.stats) }
}

const ownMetrics = () => ({
  authentication: authenticationMetrics(),
  console: consoleMetrics(),
  site: siteMetrics(),
  slo: sloMetrics(),
  upstreams: upstreamMetrics(),
})

function watchHealth(logger: Logger, options: HealthOptions) {
  const health = createHealthCheck(options)
  const watch = new WatchAlerting({ look: health.look, logger })
  return {
    ...health,
    close() {
      watch.close()
      return health.close()
    },
  }
}

function countAnswers(database: Database, alsoCount: (answer: CountedAnswer) => void) {
  const answered = createAnswerCounter(database)
  const tenants = new ActiveTenants()
  return {
    start: () => answered.start(),
    count(answer: CountedAnswer) {
      answered.add(answer)
      alsoCount(answer)
      tenants.see(answer.tenantId)
    },
    readSla: createReadSla(database, answered),
    eventsToday: new EventsToday(readOthers(database, answered.source)),
    close() {
      tenants.close()
      return answered.close()
    },
  }
}

/** What operators ask of single processes, the gateway and the worker among them. */
function operateProcesses(
  config: Config,
  upstreams: Readonly<Record<ServiceName, Upstream>>,
  own: Parameters<typeof createProcesses>[1] & { readonly profiler: Profiler },
) {
  const { WORKER_URL: url, SIGNING_SECRET: secret } = config
  const worker = new Upstream({ name: 'worker', url, ...upstreamOptions(config) })
  const urls = { ...serviceUrlsOf(config), worker: url }
  const { close, ...every } = createEveryProcess(urls, secret)
  return {
    ...every,
    processes: createProcesses({ ...upstreams, worker }, own),
    recordProfile: createRecordProfile({ urls, secret, profiler: own.profiler }),
    close: async () => void (await Promise.all([worker.close(), close()])),
  }
}

const serviceUrlsOf = (config: Config): Record<ServiceName, string> => ({
  prediction: config.PREDICTION_URL,
  suggestion: config.SUGGESTION_URL,
  search: config.SEARCH_URL,
  maintenance: config.MAINTENANCE_URL,
})

const upstreamOptions = (config: Config) => ({
  secret: config.SIGNING_SECRET,
  policy: policySettings('UPSTREAM', config),
})

function openUpstreams(config: Config): Record<ServiceName, Upstream> {
  const urls = serviceUrlsOf(config)
  const upstream = (name: ServiceName) => new Upstream({ name, url: urls[name], ...upstreamOptions(config) })
  return {
    prediction: upstream('prediction'),
    suggestion: upstream('suggestion'),
    search: upstream('search'),
    maintenance: upstream('maintenance'),
  }
}

const openCdn = (
  { CDN_PURGE_URL: purgeUrl, CDN_PURGE_TOKEN: token, CDN_MAX_AGE: maxAgeSeconds }: Config,
  logger: Logger,
) =>
  purgeUrl === '' ? noCdn : createCdn({ purgeUrl, token, maxAgeSeconds, logger, failures: cdnMetrics().purgeFailures })

const redisTimeoutMs = 250

/** A connection whose commands fail at once while Redis is unavailable. */
function connectRedis(url: string, logger: Logger): RedisClient {
  const redis = openRedis(url, { enableOfflineQueue: false, maxRetriesPerRequest: 0, commandTimeout: redisTimeoutMs })
  redis.on('error', (error) => logger.debug({ err: error }, 'redis unavailable; this gateway counts for itself'))
  return redis
}
