import { latencyEdgesMs } from '../slo.ts'
import { metricGroup } from './metric-group.ts'

/** Fed by the gateway and, with the class freshness, by prediction; as the counts per minute in Postgres are. */
export const sloMetrics = metricGroup(({ counter, histogram }) => ({
  answers: histogram(
    'answer_seconds',
    'Time to answer a request that counts for service-level objectives, by class and outcome: ok or error; ' +
      'of the class freshness, time from the commit of an event until it changes predictions',
    latencyEdgesMs.map((ms) => ms / 1_000),
    ['class', 'outcome'],
  ),
  dropped: counter(
    'service_minutes_dropped_total',
    'Counts of answers, per minute, tenant and class, that were lost because Postgres was away for long',
  ),
}))
