import { type Caches, keyOf } from '@inkling/cache'
import { speculationDefaults } from '@inkling/contracts'
import { type Database, readPrefetchThreshold } from '@inkling/database'
import { prefetchMetrics } from '@inkling/telemetry'

/** A new value is used within half a minute. An old one serves for an hour while Postgres is unavailable. */
const kept = { isShared: false, ttlMs: 30_000, graceMs: 3_600_000, backoffMs: 10_000, maxEntries: 10_000 } as const

/**
 * Returns a function that tells the probability from which a tenant's pages are prefetched, as their measured waste
 * taught it. While it is not known, the function returns the default; it never rejects.
 */
export function prefetchThresholds(
  caches: Pick<Caches, 'define'>,
  database: Pick<Database, 'background'>,
  metrics = prefetchMetrics(),
) {
  const known = caches.define<number>({ ...kept, name: 'prefetch-thresholds' })
  return async (tenantId: string, waitMs: number): Promise<number> => {
    const threshold = await known
      .get(keyOf(tenantId, 'all'), () => readPrefetchThreshold(database.background(tenantId)), { waitMs })
      .catch(() => speculationDefaults.minProbability)
    metrics.threshold.observe(threshold)
    return threshold
  }
}
