import { metricGroup } from './metric-group.ts'

/** Fed by services that submit jobs. */
export const queueMetrics = metricGroup(({ gauge }) => ({
  waiting: gauge('jobs_waiting', 'Jobs that have not begun', ['queue']),
}))
