import { durationBuckets } from './duration-buckets.ts'
import { metricGroup } from './metric-group.ts'

export const sloMetrics = metricGroup('the gateway and, with the class freshness, prediction', (make) => ({
  answers: make.tracedHistogram(
    'answer_seconds',
    'Time to answer a request that counts for service-level objectives, by class and outcome: ok or error; ' +
      'of the class freshness, time from the commit of an event until it changes predictions',
    durationBuckets,
    ['class', 'outcome'],
  ),
  dropped: make.counter(
    'service_minutes_dropped_total',
    'Counts of answers, per minute, tenant and class, that were lost because Postgres was away for long',
  ),
}))
