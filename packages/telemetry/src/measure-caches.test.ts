import client from '@prometheus-io/client'
import { afterEach, expect, it, vi } from 'vitest'
import { measureCaches } from './measure-caches.ts'
import { cacheMetrics } from './metrics/cache-metrics.ts'

afterEach(() => void vi.useRealTimers())

it('the metrics of a cache follow its counts, each count once', async () => {
  vi.useFakeTimers()
  const registry = new client.Registry()
  const counts = { l1Hits: 5, l2Hits: 1, l3Hits: 0, staleHits: 0, misses: 2, loads: 2, loadErrors: 1, evictions: 3 }
  const stop = measureCaches(() => new Map([['key', { ...counts, entries: 4, bytes: 100 }]]), cacheMetrics(registry))
  vi.advanceTimersByTime(5_000)
  counts.l1Hits = 7
  // A load that began in the first five seconds fails in the next.
  counts.loadErrors = 2
  vi.advanceTimersByTime(5_000)
  stop()
  const exported = await registry.metrics()
  expect(exported).toContain('inkling_cache_requests_total{cache="key",tier="l1"} 7')
  expect(exported).toContain('inkling_cache_requests_total{cache="key",tier="miss"} 2')
  expect(exported).toContain('inkling_cache_loads_total{cache="key",event="failed"} 2')
  expect(exported).toContain('inkling_cache_loads_total{cache="key",event="begun"} 2')
  expect(exported).toContain('inkling_cache_evictions_total{cache="key"} 3')
  expect(exported).toContain('inkling_cache_entries{cache="key"} 4')
})

it('a count that falls leaves its metric as it is, and the measuring goes on', async () => {
  vi.useFakeTimers()
  const registry = new client.Registry()
  const counts = { l1Hits: 5, l2Hits: 1, l3Hits: 0, staleHits: 0, misses: 2, loads: 2, loadErrors: 1, evictions: 3 }
  const stop = measureCaches(() => new Map([['key', { ...counts, entries: 4, bytes: 100 }]]), cacheMetrics(registry))
  vi.advanceTimersByTime(5_000)
  counts.misses = 1
  counts.l1Hits = 6
  expect(() => vi.advanceTimersByTime(5_000)).not.toThrow()
  stop()
  const exported = await registry.metrics()
  expect(exported).toContain('inkling_cache_requests_total{cache="key",tier="miss"} 2')
  expect(exported).toContain('inkling_cache_requests_total{cache="key",tier="l1"} 6')
})
