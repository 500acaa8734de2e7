import { metricGroup } from './metric-group.ts'

export const traceMetrics = metricGroup('each process that exports spans', ({ counter }) => ({
  lost: counter('spans_lost_total', 'Spans that were not exported, because too many were held or nobody took them', [
    'reason',
  ]),
}))
