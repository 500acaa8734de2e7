import http from 'k6/http'
import { Gauge } from 'k6/metrics'
import { url } from './environment.ts'

/** Of all that the caches of the service were asked for, what they had: in memory, in Redis, in Postgres, or stale. */
const cacheShare = new Gauge('cache_share')

interface Stats {
  readonly processes: readonly { readonly caches: Readonly<Record<string, Readonly<Record<string, number>>>> }[]
}

interface CacheCounts {
  readonly hits: number
  readonly misses: number
}

/** Reads the counts of all caches, if OPERATOR_KEY has the key of an operator. They begin when a process starts. */
export async function readCacheCounts(): Promise<CacheCounts | null> {
  const key = __ENV.OPERATOR_KEY
  if (key === undefined) return null
  const headers = { authorization: `Bearer ${key}` }
  const response = await http.asyncRequest('GET', `${url}/api/v1/performance/cache/stats`, null, { headers })
  if (response.status !== 200) return null
  const { processes } = response.json() as unknown as Stats
  const caches = processes.flatMap((process) => Object.values(process.caches))
  const sum = (...names: string[]) =>
    caches.reduce((total, counts) => total + names.reduce((own, name) => own + (counts[name] ?? 0), 0), 0)
  return { hits: sum('l1Hits', 'l2Hits', 'l3Hits', 'staleHits'), misses: sum('misses') }
}

/** Records the share of hits since `before`. */
export async function recordCacheShare(before: CacheCounts | null): Promise<void> {
  const after = await readCacheCounts()
  if (!before || !after) return
  const [hits, misses] = [after.hits - before.hits, after.misses - before.misses]
  if (hits + misses > 0) cacheShare.add(hits / (hits + misses))
}
