import type { Alert } from '@inkling/contracts'
import { expect, it } from 'vitest'
import { completeDestination } from './destinations.ts'
import type { Message, What } from './message.ts'
import { type Links, payloadsOf } from './payloads.ts'

const alert: Alert = {
  ...{ id: '0123456789abcdef', name: 'PoolBusy', severity: 'warning', state: 'firing', title: 'a <b> & c' },
  ...{ meaning: 'Calls wait.', labels: { policy: 'Postgres' }, seenBy: ['search'], flapping: false },
  ...{ since: '2026-11-29T09:00:00.000Z', firedAt: '2026-11-29T09:05:00.000Z', resolvedAt: null, silencedUntil: null },
  ...{ runbook: 'infra/runbooks/overloaded.md', exampleTraceId: 'ab12', errorId: null },
  ...{ acknowledgedAt: null, acknowledgedBy: null, note: null, notes: [], symptoms: [] },
}
const message = (what: What, facts: Partial<Alert> = {}, rest: Partial<Message> = {}): Message => ({
  ...{ destination: 'x', at: '2026-11-29T09:05:30.000Z', notices: [{ what, alert: { ...alert, ...facts } }] },
  ...{ heldBack: 0, digest: [], ...rest },
})
const payloads = (kind: 'slack' | 'pagerduty' | 'alertmanager', what: Message, links: Links = {}) =>
  payloadsOf(completeDestination({ kind, url: 'https://x.example', secret: 'routing' }), what, links)
const links = { runbooks: 'https://git.example/', traces: 'https://inkling.example/traces/' }

it('Slack gets lines with links, and no marks but ours', () => {
  expect(payloads('slack', message('firing'), links)).toEqual([
    {
      text: [
        '*warning* a &lt;b&gt; &amp; c: fires',
        '<https://git.example/infra/runbooks/overloaded.md|runbook> · <https://inkling.example/traces/ab12|trace>',
      ].join('\n'),
    },
  ])
})

it('Slack gets the symptoms, the note and what was held back; without addresses, names', () => {
  const { id, name, severity, state, since } = alert
  const symptoms = [{ id, name, severity, state, since, title: 'searches are slow' }]
  const [{ text } = { text: '' }] = payloads(
    'slack',
    message('acknowledged', { symptoms, note: 'on <it>', exampleTraceId: null }, { heldBack: 3 }),
  ) as { text: string }[]
  expect(text.split('\n')).toEqual([
    '*warning* a &lt;b&gt; &amp; c: is acknowledged',
    '> on &lt;it&gt;',
    '• searches are slow',
    'runbook: infra/runbooks/overloaded.md',
    expect.stringMatching(/^3 more alerts/),
  ])
})

it('Slack gets a line for each alert of the digest', () => {
  const line = { name: 'PoolBusy', severity: 'warning', title: 'busy', times: 4, lastFiredAt: alert.since }
  const [payload] = payloads('slack', message('firing', {}, { notices: [], digest: [line] }))
  expect(payload).toEqual({ text: expect.stringContaining('\n• 4 × PoolBusy (warning): busy') })
})

it('PagerDuty triggers, acknowledges and resolves one incident', () => {
  const events = (['firing', 'escalated', 'acknowledged', 'resolved'] as const).flatMap((what) =>
    payloads('pagerduty', message(what), links),
  )
  expect(events).toMatchObject(
    ['trigger', 'trigger', 'acknowledge', 'resolve'].map((eventAction) => ({
      ...{ event_action: eventAction, routing_key: 'routing', dedup_key: 'inkling-0123456789abcdef' },
    })),
  )
  expect(events[0]).toMatchObject({
    links: [
      { href: 'https://git.example/infra/runbooks/overloaded.md', text: 'Runbook' },
      { href: 'https://inkling.example/traces/ab12', text: 'Example trace' },
    ],
    payload: { summary: 'a <b> & c', source: 'search', severity: 'warning', timestamp: alert.firedAt },
  })
})

it('Alertmanager gets when an alert fired, and its end in a week or when it was over', () => {
  const resolvedAt = '2026-11-29T09:20:00.000Z'
  const [[firing], [over]] = [message('firing'), message('resolved', { resolvedAt })].map((what) =>
    payloads('alertmanager', what, links).flat(),
  ) as [object[], object[]]
  expect(firing).toMatchObject({
    labels: { alertname: 'PoolBusy', severity: 'warning', policy: 'Postgres' },
    annotations: { summary: 'a <b> & c', trace: 'https://inkling.example/traces/ab12' },
    startsAt: alert.firedAt,
    endsAt: '2026-12-06T09:05:30.000Z',
  })
  expect(over).toMatchObject({ startsAt: alert.firedAt, endsAt: resolvedAt })
})
