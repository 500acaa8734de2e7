import { alerts } from '../../../packages/telemetry/src/alerts.ts'

const matching = (names: readonly string[]) => `alertname=~"${names.join('|')}"`

/** One cause, one page: while a cause fires, what it explains notifies nobody. */
const inhibitRules = alerts.flatMap(({ name, explains = [] }) =>
  explains.map((explained) => ({
    source_matchers: [`alertname="${name}"`, ...(explained.if ?? [])],
    target_matchers: [matching(explained.alerts)],
  })),
)

/** The receivers send nothing yet: add webhook, Slack or PagerDuty settings to them. */
export const alertmanagerConfig = {
  route: {
    receiver: 'warning',
    group_by: ['alertname'],
    group_wait: '10s',
    group_interval: '1m',
    repeat_interval: '4h',
    routes: [
      { receiver: 'page', matchers: ['severity="critical"'], repeat_interval: '1h' },
      { receiver: 'info', matchers: ['severity="info"'], group_wait: '5m', repeat_interval: '24h' },
    ],
  },
  inhibit_rules: inhibitRules,
  receivers: [{ name: 'page' }, { name: 'warning' }, { name: 'info' }],
}
