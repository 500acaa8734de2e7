import { metricGroup } from './metric-group.ts'

/** Fed by workers. */
export const jobMetrics = metricGroup(({ counter, histogram }) => ({
  ended: counter('jobs_total', 'Jobs that ended, by kind and outcome', ['kind', 'outcome']),
  seconds: histogram('job_seconds', 'Run time of jobs', [0.1, 0.5, 1, 5, 15, 60, 300, 900], ['kind']),
}))
