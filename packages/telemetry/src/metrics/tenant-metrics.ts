import { metricGroup } from './metric-group.ts'

export const tenantMetrics = metricGroup('the gateway', ({ sampledGauge }) => ({
  active: sampledGauge('active_tenants', 'Tenants to which this gateway gave an answer within the last 5 minutes'),
}))
