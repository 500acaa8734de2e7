import { metricGroup } from './metric-group.ts'

export const alertMetrics = metricGroup('maintenance', ({ gauge }) => ({
  firing: gauge('alerts_firing', 'Cases of an alert that fire, symptoms of others included', ['alert', 'severity']),
}))
