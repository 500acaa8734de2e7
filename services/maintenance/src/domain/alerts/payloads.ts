import type { Alert } from '@inkling/contracts'
import type { Destination } from './destinations.ts'
import type { Message, Notice } from './message.ts'

/** Where people read runbooks and traces: the beginnings of addresses. */
export interface Links {
  readonly runbooks?: string | undefined
  readonly traces?: string | undefined
}

const weekMs = 7 * 86_400_000

/** The bodies of the requests that tell a message to its destination, in this order. */
export const payloadsOf = ({ kind, secret }: Destination, message: Message, links: Links): object[] =>
  ({
    webhook: () => [webhook(message, links)],
    slack: () => [{ text: textOf(message, links) }],
    pagerduty: () => message.notices.map((notice) => pagerDuty(notice, secret, links)),
    alertmanager: () => (message.notices.length === 0 ? [] : [alertmanager(message, links)]),
  })[kind]()

const runbookOf = ({ runbook }: Alert, { runbooks }: Links) => (runbooks ?? '') + runbook
const traceOf = ({ exampleTraceId }: Alert, { traces }: Links) =>
  exampleTraceId === null || traces === undefined ? exampleTraceId : traces + exampleTraceId

const webhook = ({ at, notices, heldBack, digest }: Message, links: Links) => ({
  type: digest.length > 0 ? 'alerts.digest' : 'alerts.changed',
  timestamp: at,
  data: {
    alerts: notices.map(({ what, alert }) => ({
      ...{ what, ...alert, runbook: runbookOf(alert, links), exampleTrace: traceOf(alert, links) },
    })),
    heldBack,
    digest,
  },
})

/** @see https://developer.pagerduty.com/docs/events-api-v2-overview */
function pagerDuty({ what, alert }: Notice, secret: string | undefined, links: Links) {
  const action = what === 'resolved' ? 'resolve' : what === 'acknowledged' ? 'acknowledge' : 'trigger'
  const target = { routing_key: secret, event_action: action, dedup_key: `inkling-${alert.id}` }
  if (action !== 'trigger') return target
  const runbook = runbookOf(alert, links)
  const trace = traceOf(alert, links)
  const pages = [linkTo(runbook, 'Runbook'), linkTo(trace, 'Example trace')].flat()
  return {
    ...target,
    client: 'Inkling',
    links: pages,
    payload: {
      summary: alert.title.slice(0, 1024),
      source: alert.seenBy.join(', ') || 'inkling',
      severity: alert.severity,
      timestamp: alert.firedAt,
      class: alert.name,
      custom_details: { meaning: alert.meaning, runbook, trace, symptoms: alert.symptoms.map(({ title }) => title) },
    },
  }
}

const linkTo = (href: string | null, text: string) => (href?.startsWith('http') ? [{ href, text }] : [])

/**
 * Without `endsAt`, Alertmanager ends an alert after five minutes; with it, when we say so, at the latest in a week.
 * @see https://prometheus.io/docs/alerting/latest/alerts_api/
 */
const alertmanager = ({ at, notices }: Message, links: Links) =>
  notices.map(({ alert }) => ({
    labels: { ...alert.labels, alertname: alert.name, severity: alert.severity },
    annotations: {
      summary: alert.title,
      description: alert.meaning,
      runbook: runbookOf(alert, links),
      trace: traceOf(alert, links) ?? '',
    },
    startsAt: alert.firedAt ?? alert.since,
    endsAt: alert.resolvedAt ?? new Date(Date.parse(at) + weekMs).toISOString(),
  }))

const words = {
  firing: 'fires',
  acknowledged: 'is acknowledged',
  escalated: 'fires, and nobody acknowledged it for 15 minutes',
  resolved: 'is over',
}

/** The message as lines that people read, with Slack's marks. */
function textOf({ notices, heldBack, digest }: Message, links: Links): string {
  const lines = notices.map(({ what, alert }) => {
    const { severity, title, symptoms, note } = alert
    const head = `*${severity}* ${escaped(title)}: ${words[what]}`
    const said = what === 'acknowledged' && note !== null ? [`> ${escaped(note)}`] : []
    const follows = symptoms.map((symptom) => `• ${escaped(symptom.title)}`)
    return [head, ...said, ...follows, linksOf(alert, links)].join('\n')
  })
  const held =
    heldBack > 0 ? [`${heldBack} more alerts fired and were over; too many messages an hour to tell each.`] : []
  return [...lines, ...held, ...digestLines(digest)].join('\n')
}

function linksOf(alert: Alert, links: Links): string {
  const trace = traceOf(alert, links)
  return [slackLink(runbookOf(alert, links), 'runbook'), ...(trace === null ? [] : [slackLink(trace, 'trace')])].join(
    ' · ',
  )
}

const slackLink = (target: string, text: string) =>
  target.startsWith('http') ? `<${target}|${text}>` : `${text}: ${escaped(target)}`

const digestLines = (digest: Message['digest']) =>
  digest.length === 0
    ? []
    : [
        'Alerts of last week that nobody acknowledged:',
        ...digest.map(({ times, name, title, severity }) => `• ${times} × ${name} (${severity}): ${escaped(title)}`),
      ]

/** @see https://api.slack.com/reference/surfaces/formatting#escaping */
const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
