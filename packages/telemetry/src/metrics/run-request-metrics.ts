import { metricGroup } from './metric-group.ts'

/** Fed by services that start maintenance runs by themselves. */
export const runRequestMetrics = metricGroup(({ counter }) => ({
  requests: counter(
    'run_requests_total',
    'Maintenance runs that Inkling requested by itself, by kind, reason and outcome',
    ['kind', 'reason', 'outcome'],
  ),
}))
