import { metricGroup } from './metric-group.ts'

export const upstreamMetrics = metricGroup('the gateway', ({ counter }) => ({
  requests: counter('upstream_requests_total', 'Calls to another service, by outcome', ['upstream', 'outcome']),
}))
