import { latencyEdgesMs } from '../slo.ts'
import { metricGroup } from './metric-group.ts'

/** Fed by the gateway, with the same answers as the counts per minute in Postgres. */
export const sloMetrics = metricGroup(({ counter, histogram }) => ({
  answers: histogram(
    'answer_seconds',
    'Time to answer a request that counts for service-level objectives, by class and outcome: ok or error',
    latencyEdgesMs.map((ms) => ms / 1_000),
    ['class', 'outcome'],
  ),
  dropped: counter(
    'service_minutes_dropped_total',
    'Counts of answers, per minute, tenant and class, that were lost because Postgres was away for long',
  ),
}))
