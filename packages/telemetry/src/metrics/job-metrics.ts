import { durationBuckets } from './duration-buckets.ts'
import { metricGroup } from './metric-group.ts'

/** Up to the longest time that a job may take. */
const buckets = [...durationBuckets, 300, 900, 3_600]

export const jobMetrics = metricGroup('the worker', ({ counter, histogram }) => ({
  ended: counter('jobs_total', 'Jobs that ended, by kind and outcome', ['kind', 'outcome']),
  seconds: histogram('job_seconds', 'Run time of jobs', buckets, ['kind']),
  waitSeconds: histogram('job_wait_seconds', 'Time that jobs waited for their first attempt', buckets, ['kind']),
}))
