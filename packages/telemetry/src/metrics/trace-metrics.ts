import { metricGroup } from './metric-group.ts'

export const traceMetrics = metricGroup('each process that exports spans', ({ counter }) => ({
  lost: counter(
    'spans_lost_total',
    'Spans that were not exported: too_many of a request or a second, queue_full, or not_taken by the collector',
    ['reason'],
  ),
}))
