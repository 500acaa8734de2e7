import type { Traffic } from './replies.ts'

/** What the gateway did between two readings. */
export interface Rates {
  readonly atMs: number
  readonly requestsPerSecond: number
  /** The share of requests that failed by a fault of Inkling (status 500 and above). */
  readonly errorShare: number
  readonly p50Ms: number
  readonly p95Ms: number
  readonly p99Ms: number
}

/** The counts of the gateway since it started. */
export interface Reading {
  readonly atMs: number
  readonly requests: number
  readonly failed: number
  /** Requests by the upper edge of their bucket in s, cumulative. */
  readonly buckets: ReadonlyMap<number, number>
}

export const readingOf = ({ requests, failed, latency }: Traffic, atMs: number): Reading => ({
  atMs,
  requests,
  failed,
  buckets: new Map(
    latency.map(({ withinSeconds, requests: within }) => [withinSeconds ?? Number.POSITIVE_INFINITY, within]),
  ),
})

/** Undefined if the counts began again between the readings: the gateway has started, or another one answered. */
export function ratesBetween(before: Reading, after: Reading): Rates | undefined {
  const seconds = (after.atMs - before.atMs) / 1_000
  const requests = after.requests - before.requests
  if (seconds <= 0 || requests < 0) return undefined
  const between = [...after.buckets]
    .map(([edge, count]) => [edge, count - (before.buckets.get(edge) ?? 0)] as const)
    .toSorted(([a], [b]) => a - b)
  return {
    atMs: after.atMs,
    requestsPerSecond: requests / seconds,
    errorShare: requests === 0 ? 0 : (after.failed - before.failed) / requests,
    p50Ms: quantileMs(between, 0.5),
    p95Ms: quantileMs(between, 0.95),
    p99Ms: quantileMs(between, 0.99),
  }
}

/**
 * The quantile of a cumulative histogram, interpolated linearly in its bucket, as `histogram_quantile` of Prometheus
 * does. NaN without a request.
 */
export function quantileMs(buckets: readonly (readonly [edge: number, count: number])[], share: number): number {
  const total = buckets.at(-1)?.[1] ?? 0
  if (total <= 0) return Number.NaN
  const rank = share * total
  const index = buckets.findIndex(([, count]) => count >= rank)
  const [edge, count] = buckets[index] ?? [0, 0]
  const [lower, below] = buckets[index - 1] ?? [0, 0]
  if (edge === Number.POSITIVE_INFINITY) return lower * 1_000
  return (lower + (edge - lower) * ((rank - below) / Math.max(count - below, Number.EPSILON))) * 1_000
}
