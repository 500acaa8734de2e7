import { cacheMetrics } from './metrics/cache-metrics.ts'

const everyMs = 5_000
const tiers = { l1: 'l1Hits', l2: 'l2Hits', l3: 'l3Hits', stale: 'staleHits', miss: 'misses' } as const

/** Counts of one cache since the process began, and what it holds now. */
type CacheCounts = Readonly<
  Record<(typeof tiers)[keyof typeof tiers] | 'loads' | 'loadErrors' | 'evictions' | 'entries' | 'bytes', number>
>

/**
 * Feeds the metrics of caches from their counts every 5 s, so that a hit costs no metric. Returns a function that
 * stops it.
 */
export function measureCaches(
  stats: () => ReadonlyMap<string, CacheCounts>,
  metrics: ReturnType<typeof cacheMetrics> = cacheMetrics(),
): () => void {
  const before = new Map<string, CacheCounts>()
  const measuring = setInterval(() => {
    for (const [cache, counts] of stats()) {
      record(metrics, cache, counts, before.get(cache))
      before.set(cache, counts)
    }
  }, everyMs).unref()
  return () => clearInterval(measuring)
}

function record(
  { requests, loads, evictions, entries, bytes }: ReturnType<typeof cacheMetrics>,
  cache: string,
  now: CacheCounts,
  before: CacheCounts | undefined,
): void {
  // A counter that is decreased throws, which would end the process.
  const since = (count: keyof CacheCounts) => Math.max(0, now[count] - (before?.[count] ?? 0))
  for (const [tier, count] of Object.entries(tiers)) requests.inc({ cache, tier }, since(count))
  loads.inc({ cache, event: 'begun' }, since('loads'))
  loads.inc({ cache, event: 'failed' }, since('loadErrors'))
  evictions.inc({ cache }, since('evictions'))
  entries.set({ cache }, now.entries)
  bytes.set({ cache }, now.bytes)
}
