import { metricGroup } from './metric-group.ts'

export const limitMetrics = metricGroup('the gateway', ({ counter }) => ({
  rejections: counter('limit_rejections_total', 'Requests that were rejected with 429, by the limit', ['limit']),
  quotaWarnings: counter('quota_warnings_total', 'Tenants that had used 80 % of a quota of their plan, once a day', [
    'quota',
  ]),
}))
