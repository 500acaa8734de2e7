import type { Entry } from './entry.ts'
import type { Filled, FillRequest } from './fill-request.ts'
import type { MemoryTier } from './tiers/memory.ts'
import type { RedisLookup } from './tiers/redis.ts'

/** What is served if nothing can be loaded: what Redis has. @throws `error` if it has nothing, or it was invalidated */
export function servedInstead<T>(
  memory: MemoryTier,
  { key }: FillRequest<T>,
  { found }: RedisLookup,
  entry: Entry<T> | undefined,
  error: unknown,
): Filled<T> {
  if (!entry || !found || found.validity === 'dead') throw error
  memory.set(key, entry)
  return { entry, status: found.validity === 'fresh' ? 'l2' : 'stale' }
}
