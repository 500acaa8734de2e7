/** How a cache answered. */
export interface CacheUse {
  /** `none`: the cache was not asked. */
  readonly status: 'l1' | 'l2' | 'l3' | 'stale' | 'miss' | 'none'
  /** How old the answer is. */
  readonly ageMs: number
  /** How long it is fresh. */
  readonly ttlMs: number
}

/**
 * The header Cache-Status (RFC 9211). The ttl of a stale answer is negative: it was served without waiting for the
 * service.
 */
export function cacheStatus({ status, ageMs, ttlMs }: CacheUse): string {
  if (status === 'none') return 'Inkling; fwd=bypass'
  if (status === 'miss') return 'Inkling; fwd=miss; stored'
  const seconds = Math.floor((ttlMs - ageMs) / 1_000)
  const ttl = status === 'stale' ? Math.min(-1, seconds) : Math.max(0, seconds)
  return `Inkling; hit; ttl=${ttl}; detail=${status}`
}
