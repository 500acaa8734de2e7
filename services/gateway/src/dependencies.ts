import { createDatabase } from '@inkling/database'
import { Admission } from '@inkling/resilience'
import { LoadMonitor, Upstream } from '@inkling/service-kit'
import { authenticationMetrics, type Logger, sheddingMetrics, upstreamMetrics } from '@inkling/telemetry'
import { Redis } from 'ioredis'
import { ForcedLevels } from './adapters/forced-level.ts'
import { createHealthCheck } from './adapters/health-check.ts'
import { createIdempotentRequests } from './adapters/idempotent-requests.ts'
import { createKeyCache } from './adapters/key-cache.ts'
import { SharedCounters } from './adapters/shared-counters.ts'
import type { Config } from './config.ts'

export type Dependencies = ReturnType<typeof createDependencies>

/** How often a key in use is read again while its copy is fresh. */
const refreshesPerLifetime = 3

export function createDependencies(config: Config, logger: Logger) {
  const database = createDatabase({
    url: config.DATABASE_URL,
    applicationName: 'inkling-gateway',
    pool: config.DATABASE_POOL,
  })
  const redis = connectRedis(config.CACHE_REDIS_URL, logger)
  const counters = new SharedCounters(redis, 'inkling:limit:')
  const serviceUrls = {
    prediction: config.PREDICTION_URL,
    suggestion: config.SUGGESTION_URL,
    search: config.SEARCH_URL,
    maintenance: config.MAINTENANCE_URL,
  }
  const upstream = (name: keyof typeof serviceUrls) =>
    new Upstream({ name, url: serviceUrls[name], secret: config.SIGNING_SECRET })
  const upstreams = {
    prediction: upstream('prediction'),
    suggestion: upstream('suggestion'),
    search: upstream('search'),
    maintenance: upstream('maintenance'),
  }
  const circuits = [database.policy, ...Object.values(upstreams).map(({ policy }) => policy)]
  const keys = createKeyCache(database, config.KEY_CACHE_MS)
  const refreshing = setInterval(() => void keys.refresh(), config.KEY_CACHE_MS / refreshesPerLifetime)
  const health = createHealthCheck(serviceUrls, circuits)
  const load = new LoadMonitor({ logger, level: config.LOAD_LEVEL })
  const admission = new Admission()
  const levels = new ForcedLevels(redis, logger, (level) => load.force(level))
  const metrics = { authentication: authenticationMetrics(), upstreams: upstreamMetrics(), shedding: sheddingMetrics() }
  load.start(({ pressure }) => {
    admission.adjust(pressure)
    metrics.shedding.refused.set(admission.refused)
  })

  return {
    keys,
    counters,
    requests: createIdempotentRequests(database, config.SIGNING_SECRET),
    upstreams,
    health,
    load,
    levels,
    admission,
    metrics,
    async close() {
      clearInterval(refreshing)
      load.stop()
      levels.close()
      await Promise.all([health, ...Object.values(upstreams)].map((one) => one.close()))
      counters.close()
      redis.disconnect()
      await database.close()
    },
  }
}

const redisTimeoutMs = 250

/** A connection whose commands fail at once while Redis is unavailable. */
function connectRedis(url: string, logger: Logger): Redis {
  const redis = new Redis(url, { enableOfflineQueue: false, maxRetriesPerRequest: 0, commandTimeout: redisTimeoutMs })
  redis.on('error', (error) => logger.debug({ err: error }, 'redis unavailable; this gateway counts for itself'))
  return redis
}
