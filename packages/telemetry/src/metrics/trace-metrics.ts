import { metricGroup } from './metric-group.ts'

/** Fed by processes that export spans. */
export const traceMetrics = metricGroup(({ counter }) => ({
  lost: counter('spans_lost_total', 'Spans that were not exported, because too many were held or nobody took them', [
    'reason',
  ]),
}))
