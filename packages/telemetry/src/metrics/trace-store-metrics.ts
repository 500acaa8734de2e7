import { metricGroup } from './metric-group.ts'

export const traceStoreMetrics = metricGroup('maintenance', ({ counter, gauge }) => ({
  received: counter('trace_store_spans_received_total', 'Spans that were received and were valid'),
  stored: counter('trace_store_spans_stored_total', 'Spans of kept traces that were stored'),
  sampledOut: counter('trace_store_spans_sampled_out_total', 'Spans of traces that sampling did not keep'),
  lost: counter(
    'trace_store_spans_lost_total',
    'Spans that were lost, by reason: refused (invalid), memory (too many at once), size (the store is full), ' +
      'postgres (it was unavailable, slow or full)',
    ['reason'],
  ),
  buffered: gauge('trace_store_spans_buffered', 'Spans in memory that wait for the end of their trace'),
}))
