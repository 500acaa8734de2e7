import type { Traffic } from './replies.ts'

/** What a gateway did between two readings. */
export interface Rates {
  readonly seconds: number
  readonly requests: number
  readonly failed: number
  readonly requestsPerSecond: number
  /** The share of requests that failed by a fault of Inkling (status 500 and above). */
  readonly errorShare: number
  readonly p50Ms: number
  readonly p95Ms: number
  readonly p99Ms: number
}

/** The counts of a gateway since it started. */
export interface Reading {
  /** When the gateway started that counted: it tells the gateways apart. NaN if that is not known. */
  readonly startedMs: number
  readonly atMs: number
  readonly requests: number
  readonly failed: number
  /** Requests by the upper edge of their bucket in s, cumulative. */
  readonly buckets: ReadonlyMap<number, number>
}

export function readingOf({ requests, failed, latency, starts }: Traffic, atMs: number): Reading {
  const { startedAt = '' } = starts.find(({ process }) => process === 'gateway') ?? {}
  const edges = latency.map(
    ({ withinSeconds, requests: within }) => [withinSeconds ?? Number.POSITIVE_INFINITY, within] as const,
  )
  return { startedMs: Date.parse(startedAt), atMs, requests, failed, buckets: new Map(edges) }
}

/** How far back the rates reach. */
const windowMs = 5 * 60_000
/** A shorter time says little: half of it may be the questions of the console itself. */
const leastSeconds = 10

/** With one more reading, and without those that have become too old. */
export const withReading = (readings: readonly Reading[], reading: Reading): readonly Reading[] => [
  ...readings.filter(({ atMs }) => atMs >= reading.atMs - windowMs && atMs < reading.atMs),
  reading,
]

export interface LiveRates {
  /** Over all readings that are kept, or since the gateway started while these are of a few seconds only. */
  readonly whole: Rates | undefined
  readonly isSinceStart: boolean
  /** From each reading to the next, the oldest first. */
  readonly steps: readonly Rates[]
}

/** The rates of the gateway that gave the newest reading. */
export function liveRatesOf(readings: readonly Reading[]): LiveRates {
  const last = readings.at(-1)
  if (!last) return { whole: undefined, isSinceStart: false, steps: [] }
  const own = readings.filter(({ startedMs }) => Object.is(startedMs, last.startedMs))
  const steps = own.slice(1).flatMap((after, index) => ratesBetween(own[index] ?? after, after) ?? [])
  const kept = own[0] && ratesBetween(own[0], last)
  if (kept && kept.seconds >= leastSeconds) return { whole: kept, isSinceStart: false, steps }
  const start = { ...last, atMs: last.startedMs, requests: 0, failed: 0, buckets: new Map() }
  return { whole: ratesBetween(start, last), isSinceStart: true, steps }
}

/** Undefined if the counts began again between the readings, or if no time lies between them. */
export function ratesBetween(before: Reading, after: Reading): Rates | undefined {
  const seconds = (after.atMs - before.atMs) / 1_000
  const requests = after.requests - before.requests
  if (!(seconds > 0) || requests < 0) return undefined
  const failed = after.failed - before.failed
  const between = [...after.buckets]
    .map(([edge, count]) => [edge, count - (before.buckets.get(edge) ?? 0)] as const)
    .toSorted(([a], [b]) => a - b)
  return {
    seconds,
    requests,
    failed,
    requestsPerSecond: requests / seconds,
    errorShare: requests === 0 ? 0 : failed / requests,
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
