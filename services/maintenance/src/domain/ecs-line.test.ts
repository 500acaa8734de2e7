import { expect, it } from 'vitest'
import { ecsLine } from './ecs-line.ts'

const entry = {
  ...{ number: 7, at: '2026-11-30T09:00:00.000Z', tenantId: 'shop', keyId: 'k1', service: 'maintenance' },
  ...{ action: 'key revoked', details: { revoked: 'k2' }, address: '192.0.2.1', requestId: 'req_1' },
}
const eventOf = (action: string) => JSON.parse(ecsLine({ ...entry, action }, 'id')).event

it('an entry is a line that says who did what, when, from where and to what', () => {
  const line = ecsLine(entry, 'act-1')
  expect(line.endsWith('}\n')).toBe(true)
  expect(JSON.parse(line)).toEqual({
    '@timestamp': '2026-11-30T09:00:00.000Z',
    ecs: { version: '8.17.0' },
    event: {
      ...{ id: 'act-1', kind: 'event', dataset: 'inkling.audit', sequence: 7, action: 'key-revoked' },
      ...{ category: ['iam'], type: ['deletion'], outcome: 'success' },
    },
    message: 'key revoked',
    organization: { id: 'shop' },
    user: { id: 'k1' },
    source: { address: '192.0.2.1' },
    service: { name: 'inkling-maintenance' },
    http: { request: { id: 'req_1' } },
    inkling: { details: { revoked: 'k2' } },
  })
})

it.each([
  ['key created', 'iam', 'creation', 'success'],
  ['token issuer deleted', 'iam', 'deletion', 'success'],
  ['pseudonym key destroyed', 'iam', 'deletion', 'success'],
  ['tenant changed', 'iam', 'change', 'success'],
  ['signed in', 'authentication', 'start', 'success'],
  ['key refused', 'authentication', 'denied', 'failure'],
  ['run requested', 'configuration', 'change', 'success'],
])('%s is of the category %s and the type %s', (action, category, type, outcome) => {
  expect(eventOf(action)).toMatchObject({ category: [category], type: [type], outcome })
})
