import { metricGroup } from './metric-group.ts'

/** Fed by the gateway. */
export const cdnMetrics = metricGroup(({ counter }) => ({
  purgeFailures: counter('cdn_purge_failures_total', 'Purges that the content delivery network did not take', []),
}))
