import { alerts, type Window } from '../../../packages/telemetry/src/alerts.ts'
import { slos } from '../../../packages/telemetry/src/slo.ts'
import { badAnswers, burnRate, expressionOf } from './expressions.ts'

const windows: readonly Window[] = ['5m', '30m', '1h', '6h', '3d']
/** Longer windows change slowly and cost more. */
const intervals: Readonly<Record<Window, string>> = { '5m': '15s', '30m': '30s', '1h': '30s', '6h': '2m', '3d': '5m' }

/** The objectives of which an alert counts the bad answers of this window. */
const countedIn = (window: Window) =>
  slos.filter(({ name }) =>
    alerts.some(
      ({ condition }) =>
        condition.kind === 'burn' && condition.slo === name && condition.windows.some(({ short }) => short === window),
    ),
  )

const recordings = (window: Window) => [
  ...slos.map((slo) => ({ record: `inkling:burn_rate:${window}`, expr: burnRate(slo, window), slo })),
  ...countedIn(window).map((slo) => ({ record: `inkling:bad_answers:${window}`, expr: badAnswers(slo, window), slo })),
]

export const recordingRules = {
  groups: windows.map((window) => ({
    name: `inkling burn rates ${window}`,
    interval: intervals[window],
    rules: recordings(window).map(({ slo, ...rule }) => ({ ...rule, labels: { slo: slo.name } })),
  })),
}

export const alertRules = {
  groups: [
    {
      name: 'inkling alerts',
      interval: '15s',
      rules: alerts.map((alert) => ({
        alert: alert.name,
        expr: expressionOf(alert),
        for: `${alert.forSeconds}s`,
        labels: { severity: alert.severity },
        annotations: {
          summary: alert.title,
          description: alert.meaning,
          runbook: `infra/runbooks/${alert.runbook}`,
        },
      })),
    },
  ],
}

/** Its targets and the key are in files beside it: `start --with prometheus` writes them, or your deployment does. */
export const prometheusConfig = {
  global: { scrape_interval: '5s', scrape_timeout: '4s', evaluation_interval: '15s' },
  rule_files: ['recording-rules.yml', 'alert-rules.yml'],
  alerting: { alertmanagers: [{ file_sd_configs: [{ files: ['alertmanagers.json'] }] }] },
  scrape_configs: [
    {
      job_name: 'inkling-gateway',
      authorization: { type: 'Bearer', credentials_file: 'gateway.key' },
      file_sd_configs: [{ files: ['gateway.json'] }],
    },
    { job_name: 'inkling-services', file_sd_configs: [{ files: ['services.json'] }] },
  ],
}
