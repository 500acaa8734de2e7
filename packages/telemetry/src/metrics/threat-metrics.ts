import { metricGroup } from './metric-group.ts'

export const threatMetrics = metricGroup('the gateway', ({ counter, sampledGauge }) => ({
  threats: counter('threats_total', 'Sources whose score reached that of a block, whatever was done, by kind', [
    'kind',
  ]),
  actions: counter('threat_actions_total', 'Requests that were slowed, limited or blocked for security', [
    'kind',
    'action',
  ]),
  blocks: sampledGauge('threat_blocks', 'Addresses and keys that this gateway refuses now'),
}))
