import { metricGroup } from './metric-group.ts'

export const cdnMetrics = metricGroup('the gateway', ({ counter }) => ({
  purgeFailures: counter('cdn_purge_failures_total', 'Purges that the content delivery network did not take', []),
}))
