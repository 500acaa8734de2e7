import { metricGroup } from './metric-group.ts'

export const alertMetrics = metricGroup('maintenance', ({ counter, gauge }) => ({
  firing: gauge('alerts_firing', 'Cases of an alert that fire, symptoms of others included', ['alert', 'severity']),
  messages: counter(
    'alert_messages_total',
    'Attempts to tell a destination of alerts: delivered, failed and tried again, or dead',
    ['kind', 'outcome'],
  ),
}))
