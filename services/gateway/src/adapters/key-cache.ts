import type { StoredKey } from '@inkling/contracts/api-key'
import { type Database, readStoredKey } from '@inkling/database'
import { LRUCache } from 'lru-cache'

export interface KeyCache {
  /** The stored key, null when there is none. @throws InklingError dependency_unavailable for one not seen before an outage. */
  find(id: string): Promise<StoredKey | null>
}

const maxKeys = 10_000

/**
 * Keys as Postgres has them, kept for `ttlMs`; ids that do not exist are remembered as such. Concurrent misses share one
 * read, and while Postgres is away keys that were seen go on as they were, each asked for again once a `ttlMs`. `clock` tells milliseconds.
 */
export function createKeyCache(database: Database, ttlMs: number, clock: { now(): number } = performance): KeyCache {
  // To the LRU, 0 means for ever.
  if (!(ttlMs >= 1)) throw new RangeError(`ttlMs must be at least 1, got ${ttlMs}`)
  const cache = new LRUCache<string, { readonly key: StoredKey | null }>({
    max: maxKeys,
    ttl: ttlMs,
    ttlResolution: 0,
    perf: clock,
    // A read answers those who wait for it even when others took its place.
    ignoreFetchAbort: true,
    fetchMethod: async (id, known) => {
      try {
        return { key: await readStoredKey(database, id) }
      } catch (error) {
        if (known) return known
        throw error
      }
    },
  })
  return { find: async (id) => (await cache.forceFetch(id)).key }
}
