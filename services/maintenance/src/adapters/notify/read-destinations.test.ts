import { expect, it } from 'vitest'
import { readDestinations } from './read-destinations.ts'

const read = (...given: object[]) => readDestinations(JSON.stringify(given))
const secret = `whsec_${Buffer.alloc(32).toString('base64')}`
const url = 'https://hooks.example/planted-path'

it('fills in what is not given', () => {
  expect(read({ kind: 'slack', url })).toEqual([
    {
      ...{ kind: 'slack', name: 'slack', url, severities: ['critical', 'warning'] },
      ...{ escalation: false, digest: false, perHour: 20, allowPrivate: false },
    },
  ])
})

it.each([
  ['a text that is not JSON', '[{', 'it must be a list in JSON'],
  ['something that is no list', '{}', 'ALERT_DESTINATIONS'],
  ['an unknown kind', JSON.stringify([{ kind: 'email', url }]), '/0/kind'],
  ['a field that is misspelt', JSON.stringify([{ kind: 'slack', url, severity: [] }]), '/0/severity'],
  ['a webhook without a secret', JSON.stringify([{ kind: 'webhook', url }]), '/0/secret: a webhook needs whsec_'],
  ['a short secret', JSON.stringify([{ kind: 'webhook', url, secret: 'whsec_planted' }]), '24 to 64 bytes'],
  ['PagerDuty without a key', JSON.stringify([{ kind: 'pagerduty', url }]), 'routing key'],
  ['a secret that nothing uses', JSON.stringify([{ kind: 'slack', url, secret }]), 'slack takes no secret'],
  ['a digest for PagerDuty', JSON.stringify([{ kind: 'pagerduty', url, secret, digest: true }]), 'takes no digest'],
  ['the name of the log', JSON.stringify([{ kind: 'slack', url, name: 'log' }]), 'choose another name'],
  [
    'two of a name',
    JSON.stringify([
      { kind: 'slack', url },
      { kind: 'slack', url },
    ]),
    '/1/name: two destinations are called slack',
  ],
])('rejects %s, and shows no value', (_, text, reason) => {
  expect(() => readDestinations(text)).toThrow(reason)
  expect(() => readDestinations(text)).not.toThrow('planted')
})
