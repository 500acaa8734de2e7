import { metricGroup } from './metric-group.ts'

export const sheddingMetrics = metricGroup('the gateway', ({ counter, gauge }) => ({
  shed: counter('shed_requests_total', 'Requests that were refused because of the load', ['priority']),
  refused: gauge('shedding_ratio', 'Share of the ranks of requests that the gateway refuses, 0 to 1'),
}))
