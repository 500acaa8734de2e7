import { type Caches, keyOf } from '@inkling/cache'
import { type Database, type MeteredUse, readMeters } from '@inkling/database'
import { Deadline } from '@inkling/resilience'

/** What a tenant has of what its plan limits, as last measured; undefined if that cannot be read. */
export type ReadMeteredUse = (tenantId: string) => Promise<MeteredUse | undefined>

const freshMs = 15_000
const graceMs = 86_400_000
const readWithinMs = 500

/**
 * Returns a function that reads meters from Postgres, for each tenant that writes every 15 s, in the background. While
 * Postgres is unavailable, the last meters count.
 */
export function meteredUse(caches: Pick<Caches, 'define'>, database: Pick<Database, 'of'>): ReadMeteredUse {
  const cache = caches.define<MeteredUse>({
    ...{ name: 'meters', isShared: false, ttlMs: freshMs, graceMs, hardTimeoutMs: readWithinMs },
    sizeBytes: () => 300,
  })
  const read = (tenantId: string) =>
    readMeters(database.of({ principal: { tenantId }, deadline: new Deadline(readWithinMs) }))
  return (tenantId) => cache.get(keyOf(tenantId, 'meters'), () => read(tenantId), { tags: [] }).catch(() => undefined)
}
