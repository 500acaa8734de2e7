import { metricGroup } from './metric-group.ts'

export const cacheMetrics = metricGroup(
  'each process with caches, from the counts of the package `cache`',
  ({ counter, gauge }) => ({
    requests: counter('cache_requests_total', 'Requests to a cache, by what answered: l1, l2, l3, stale or miss', [
      'cache',
      'tier',
    ]),
    loads: counter('cache_loads_total', 'Calls of the origin of a cache that began, and that failed', [
      'cache',
      'event',
    ]),
    evictions: counter('cache_evictions_total', 'Values that left the memory of a cache for want of room', ['cache']),
    entries: gauge('cache_entries', 'Values in the memory of a cache', ['cache']),
    bytes: gauge('cache_bytes', 'Memory of a cache, in bytes', ['cache']),
  }),
)
