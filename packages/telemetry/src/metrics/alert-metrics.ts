import { metricGroup } from './metric-group.ts'

/** Maintenance cannot tell that it does not work. */
export const alertingMetrics = metricGroup('the gateway', ({ counter }) => ({
  lost: counter('alerting_lost_total', 'Times that maintenance evaluated no alerts for about a minute'),
}))

export const alertMetrics = metricGroup('maintenance', ({ counter, gauge }) => ({
  firing: gauge('alerts_firing', 'Cases of an alert that fire, symptoms of others included', ['alert', 'severity']),
  messages: counter(
    'alert_messages_total',
    'Attempts to tell a destination of alerts: delivered, failed and tried again, or dead',
    ['kind', 'outcome'],
  ),
}))
