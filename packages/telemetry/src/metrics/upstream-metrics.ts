import { metricGroup } from './metric-group.ts'

/** Fed by the gateway. */
export const upstreamMetrics = metricGroup(({ counter }) => ({
  requests: counter('upstream_requests_total', 'Calls to another service, by outcome', ['upstream', 'outcome']),
}))
