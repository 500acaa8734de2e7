import { metricGroup } from './metric-group.ts'

/** Fed by services that submit jobs. */
export const queueMetrics = metricGroup(({ counter, gauge }) => ({
  waiting: gauge('jobs_waiting', 'Jobs that have not begun', ['queue']),
  swept: counter(
    'runs_swept_total',
    'Runs whose job was lost and is queued again, or whose job died so that they failed, by kind and outcome',
    ['kind', 'outcome'],
  ),
}))
