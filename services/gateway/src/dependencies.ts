import { createDatabase } from '@inkling/database'
import { Upstream } from '@inkling/service-kit'
import type { Logger } from '@inkling/telemetry'
import { Redis } from 'ioredis'
import { createKeyCache } from './adapters/key-cache.ts'
import { SharedCounters } from './adapters/shared-counters.ts'
import type { Config } from './config.ts'

export type Dependencies = ReturnType<typeof createDependencies>

const redisTimeoutMs = 250

export function createDependencies(config: Config, logger: Logger) {
  const database = createDatabase({
    url: config.DATABASE_URL,
    applicationName: 'inkling-gateway',
    pool: config.DATABASE_POOL,
  })
  const redis = new Redis(config.CACHE_REDIS_URL, {
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    commandTimeout: redisTimeoutMs,
  })
  redis.on('error', (error) => logger.debug({ err: error }, 'Redis is away; each gateway counts for itself'))
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

  return {
    database,
    keys: createKeyCache(database, config.KEY_CACHE_MS),
    counters,
    serviceUrls,
    upstreams,
    async close() {
      await Promise.all(Object.values(upstreams).map((one) => one.close()))
      counters.close()
      redis.disconnect()
      await database.close()
    },
  }
}
