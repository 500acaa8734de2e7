import { metricGroup } from './metric-group.ts'

export const runRequestMetrics = metricGroup('prediction and the worker', ({ counter }) => ({
  requests: counter(
    'run_requests_total',
    'Maintenance runs that Inkling requested by itself, by kind, reason and outcome',
    ['kind', 'reason', 'outcome'],
  ),
}))
