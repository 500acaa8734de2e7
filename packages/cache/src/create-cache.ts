import type { Database } from '@inkling/database'
import { type Owner, tagText } from './cache-key.ts'
import { type CacheOptions, completeOptions } from './cache-options.ts'
import { connectRedis } from './connect-redis.ts'
import { forgetClock } from './forget-clock.ts'
import { InvalidationStream } from './invalidation-stream.ts'
import { Invalidator } from './invalidator.ts'
import { Cache } from './stale-while-revalidate.ts'
import { type CacheStatistics, Counts } from './statistics.ts'
import { Tags } from './tags.ts'
import { MemoryTier } from './tiers/memory.ts'
import { PostgresTier } from './tiers/postgres.ts'
import { RedisTier } from './tiers/redis.ts'
import type { WarmUp } from './warm-up.ts'

export interface CachesOptions {
  /** The Redis that all processes share. */
  readonly redisUrl: string
  /** For caches that are also kept in Postgres. */
  readonly database?: Database
  readonly onError?: (error: Error) => void
  /** Milliseconds of a clock that never goes back. */
  readonly clock?: () => number
  /** A number from 0 up to, not including, 1. */
  readonly random?: () => number
}

export interface Caches {
  /** @throws RangeError that names the wrong option */
  define<T>(options: CacheOptions<T>): Cache<T>
  /**
   * Invalidates all values of the owner that have one of the tags; without tags, all of the owner. After it resolves,
   * no process loads an old value any more, and within 250 ms none serves one. A soft invalidation lets the old value
   * be served while it is loaded again. False if Redis is unavailable: then only this process knows at once, and it
   * tells the others as soon as Redis takes it.
   */
  invalidate(owner: Owner, tags?: readonly string[], options?: { readonly isSoft?: boolean }): Promise<boolean>
  /**
   * Makes void what every process has cached, such as when the database was restored. This process forgets at once, the
   * others within 250 ms after Redis has taken it; then the promise resolves.
   */
  clear(): Promise<void>
  /** By cache. */
  stats(): ReadonlyMap<string, CacheStatistics>
  /** Rejects while the shared Redis does not answer. */
  ping(): Promise<unknown>
  /** Resolves when Redis answers for the first time, and invalidations are heard. */
  readonly ready: Promise<void>
  close(): Promise<void>
}

const sweepEveryMs = 60_000
const sweepStoredEveryMs = 600_000

/** The caches of one process. */
export function createCache(options: CachesOptions): Caches {
  const { redisUrl, database, onError = () => {}, clock = () => performance.now(), random = Math.random } = options
  const tags = new Tags()
  const { redis: connection, scripts } = connectRedis(redisUrl, onError, { enableAutoPipelining: true })
  const stream = new InvalidationStream(redisUrl, tags, clock, onError)
  const redis = new RedisTier(scripts, clock, () => tags.heardMs)
  const connected = new Promise((resolve) => void connection.once('ready', resolve))
  const postgres = database && new PostgresTier(database, onError)
  const sweepingStored = postgres && setInterval(() => void postgres.sweep(), sweepStoredEveryMs).unref()
  const caches = new Map<string, Cache<unknown>>()
  const sweepMemory = () => {
    for (const cache of caches.values()) cache.sweep()
  }
  const sweeping = setInterval(sweepMemory, sweepEveryMs).unref()
  const invalidator = new Invalidator(redis, tags, clock)
  const warmUps: WarmUp[] = []
  const closing = new AbortController()
  const ready = Promise.all([stream.ready, connected]).then(() => {})

  return {
    define<T>(given: CacheOptions<T>) {
      const complete = completeOptions(given)
      if (caches.has(complete.name)) throw new RangeError(`there is a cache of the name ${complete.name}`)
      if (complete.isStored && !(postgres && complete.isShared))
        throw new RangeError(`the cache ${complete.name} can be stored only with a database and shared`)
      const tiers = { memory: new MemoryTier(complete), redis, postgres }
      const shared = { tags, invalidator, clock, random, ready, warmUps }
      const cache = new Cache<T>({ options: complete, tiers, counts: new Counts(), ...shared })
      caches.set(complete.name, cache as Cache<unknown>)
      return cache
    },
    async invalidate(owner, names = [''], { isSoft = false } = {}) {
      return invalidator.invalidate(
        names.map((name) => tagText(owner, name)),
        isSoft,
      )
    },
    clear() {
      for (const cache of caches.values()) cache.clear()
      return forgetClock(connection, closing.signal)
    },
    stats: () => new Map([...caches].map(([name, cache]) => [name, cache.stats])),
    ping: () => connection.ping(),
    ready,
    async close() {
      clearInterval(sweeping)
      clearInterval(sweepingStored)
      closing.abort()
      await Promise.all(warmUps.map((warmUp) => warmUp.close()))
      invalidator.close()
      await stream.close()
      connection.disconnect()
    },
  }
}
