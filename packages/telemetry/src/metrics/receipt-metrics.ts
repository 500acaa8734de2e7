import { metricGroup } from './metric-group.ts'

export const receiptMetrics = metricGroup('prediction, search and suggestion', ({ counter }) => ({
  written: counter('receipts_written_total', 'Receipts that were stored'),
  dropped: counter('receipts_dropped_total', 'Receipts that were lost because Postgres could not store them in time'),
}))
