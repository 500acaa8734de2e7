import { metricGroup } from './metric-group.ts'

export const keyMetrics = metricGroup('the gateway', ({ gauge }) => ({
  ending: gauge(
    'api_keys_ending',
    'API keys of all tenants made for more than 14 days, that end within 14 and were not rotated',
  ),
}))
