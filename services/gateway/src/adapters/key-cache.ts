import type { Plan, Scope } from '@inkling/contracts'
import type { Database } from '@inkling/database'
import { LRUCache } from 'lru-cache'
import type { StoredKey } from '../domain/api-key.ts'

interface KeyRow {
  readonly id: string
  readonly tenant_id: string
  readonly secret_hash: Buffer
  readonly scopes: Scope[]
  readonly expires_at: Date | null
  readonly plan: Plan
  readonly status: string
}

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

function readStoredKey(database: Database, id: string): Promise<StoredKey | null> {
  return database.platform({ name: 'read key' }, async (sql) => {
    const [row] = await sql<KeyRow[]>`
      select k.id, k.tenant_id, k.secret_hash, k.scopes, k.expires_at, t.plan, t.status
      from control.api_keys k join control.tenants t on t.id = k.tenant_id where k.id = ${id}`
    return row
      ? {
          id: row.id,
          tenantId: row.tenant_id,
          secretHash: row.secret_hash,
          scopes: row.scopes,
          expiresAtMs: row.expires_at?.getTime() ?? null,
          plan: row.plan,
          isActive: row.status === 'active',
        }
      : null
  })
}
