import { metricGroup } from './metric-group.ts'

export const limitMetrics = metricGroup('the gateway', ({ counter }) => ({
  rejections: counter('limit_rejections_total', 'Requests that were rejected with 429, by the limit', ['limit']),
}))
