import KeyvRedis from '@keyv/redis'
import { BentoCache, bentostore } from 'bentocache'
import { memoryDriver } from 'bentocache/drivers/memory'
import { redisDriver } from 'bentocache/drivers/redis'
import { Cacheable } from 'cacheable'
import { Redis } from 'ioredis'
import { Loader } from 'layered-loader'
import { RedisCache } from 'layered-loader/redis'
import { createCache, keyOf } from '../src/index.ts'

export interface Value {
  readonly id: string
  readonly text: string
}
type Load = (id: string) => Promise<Value>

/** A cache with memory and Redis, as one process opens it. */
export interface Contestant {
  get(id: string): Promise<unknown>
  close(): Promise<void>
}
export type Open = (redisUrl: string, load: Load) => Promise<Contestant>

const ttlMs = 600_000
const maxEntries = 10_000

async function inkling(redisUrl: string, load: Load): Promise<Contestant> {
  const caches = createCache({ redisUrl })
  await caches.ready
  const cache = caches.define<Value>({ name: 'bench', tenantShare: 1, maxEntries, backoffMs: 10_000 })
  return {
    get: (id) => cache.get(keyOf('acme', id), () => load(id), { tags: ['bench'] }),
    close: () => caches.close(),
  }
}

async function bento(redisUrl: string, load: Load): Promise<Contestant> {
  const { hostname: host, port, username, password } = new URL(redisUrl)
  const store = bentostore()
    .useL1Layer(memoryDriver({ maxItems: maxEntries }))
    .useL2Layer(redisDriver({ connection: { host, port: Number(port), username, password } }))
  const bentocache = new BentoCache({ default: 'multi', stores: { multi: store } })
  return {
    get: (key) => bentocache.getOrSet({ key, factory: () => load(key), ttl: ttlMs, tags: ['bench'] }),
    close: () => bentocache.disconnectAll(),
  }
}

async function cacheable(redisUrl: string, load: Load): Promise<Contestant> {
  const cache = new Cacheable({ secondary: new KeyvRedis(redisUrl), ttl: ttlMs })
  cache.on('error', () => {})
  return {
    get: (id) => cache.getOrSet(id, () => load(id), { ttl: ttlMs, throwErrors: true }),
    close: () => cache.disconnect(),
  }
}

async function layeredLoader(redisUrl: string, load: Load): Promise<Contestant> {
  const redis = new Redis(redisUrl)
  const loader = new Loader<Value>({
    inMemoryCache: { cacheType: 'lru-map', ttlInMsecs: ttlMs, maxItems: maxEntries },
    asyncCache: new RedisCache<Value>(redis, { json: true, ttlInMsecs: ttlMs }),
    dataSourceGetOneFn: load,
  })
  return { get: (id) => loader.get(id), close: async () => redis.disconnect() }
}

export const contestants: Readonly<Record<string, Open>> = {
  '@inkling/cache': inkling,
  bentocache: bento,
  cacheable,
  'layered-loader': layeredLoader,
}
