import type { MetricSamples, TrafficReport } from '@inkling/contracts'

/** The metrics that a report of the traffic is made of. */
export const trafficMetrics = [
  'inkling_http_request_seconds',
  'inkling_http_answers_total',
  'inkling_build_info',
  'process_start_time_seconds',
]

type Samples = MetricSamples['samples']

/** Sums up what the gateway that answers has counted over all routes, and tells when each process has started. */
export function trafficOf(
  answers: readonly (readonly [process: string, answer: MetricSamples])[],
): Omit<TrafficReport, 'unreachable'> {
  const own = answers.find(([process]) => process === 'gateway')?.[1].samples ?? []
  const answered = own.filter(({ name }) => name === 'inkling_http_answers_total')
  return {
    requests: sumOf(answered),
    failed: sumOf(answered.filter(({ labels }) => Number(labels.status_code) >= 500)),
    latency: latencyOf(own),
    starts: answers.flatMap(([process, { samples }]) => startOf(process, samples)),
  }
}

const sumOf = (samples: Samples) => samples.reduce((sum, { value }) => sum + value, 0)

function latencyOf(samples: Samples): TrafficReport['latency'] {
  const buckets = samples.filter(({ name }) => name === 'inkling_http_request_seconds_bucket')
  const byEdge = Map.groupBy(buckets, ({ labels }) =>
    labels.le === '+Inf' ? Number.POSITIVE_INFINITY : Number(labels.le),
  )
  return [...byEdge]
    .toSorted(([a], [b]) => a - b)
    .map(([edge, all]) => ({ withinSeconds: Number.isFinite(edge) ? edge : null, requests: sumOf(all) }))
}

function startOf(process: string, samples: Samples): TrafficReport['starts'] {
  const started = samples.find(({ name }) => name === 'process_start_time_seconds')
  const build = samples.find(({ name }) => name === 'inkling_build_info')
  if (!started) return []
  return [{ process, startedAt: new Date(started.value * 1_000).toISOString(), version: build?.labels.version ?? '' }]
}
