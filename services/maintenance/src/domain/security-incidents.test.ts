import { expect, it } from 'vitest'
import { incidentsOf, type SecurityFinding } from './security-incidents.ts'

const at = (minute: number) => new Date(Date.UTC(2026, 10, 30, 12, minute))
const finding = (minute: number, more: Partial<SecurityFinding> = {}): SecurityFinding => ({
  ...{ minute: at(minute), lastAt: at(minute), source: 'address:203.0.113.9', kind: 'stuffing', action: 'observe' },
  ...{ rule: '', isDryRun: false, count: 2, score: 1, reason: 'refused keys', tenantId: null },
  ...more,
})

it('what one source did of several kinds within half an hour is one incident with the strongest action', () => {
  const [incident, ...others] = incidentsOf([
    finding(20, { kind: 'injection', action: 'limit', score: 9, reason: 'sql in the query', tenantId: 'shop' }),
    finding(0),
    finding(25, { reason: 'refused keys' }),
  ])
  expect(others).toEqual([])
  expect(incident).toMatchObject({
    ...{ source: 'address:203.0.113.9', tenantId: 'shop', kinds: ['stuffing', 'injection'], action: 'limit' },
    ...{ startedAt: '2026-11-30T12:00:00.000Z', lastAt: '2026-11-30T12:25:00.000Z', count: 6, score: 9 },
    reasons: ['refused keys', 'sql in the query'],
  })
  expect(incident?.events.map(({ minute }) => minute.slice(14, 16))).toEqual(['25', '20', '00'])
})

it('a source that returns after more than half an hour begins another incident, which is listed first', () => {
  const incidents = incidentsOf([finding(0), finding(31)])
  expect(incidents.map(({ startedAt }) => startedAt.slice(14, 16))).toEqual(['31', '00'])
})

it('sources are apart', () => {
  expect(incidentsOf([finding(0), finding(1, { source: 'key:k' })]).map(({ source }) => source)).toEqual([
    'key:k',
    'address:203.0.113.9',
  ])
})

it('a dry run counts as observed, whatever its action', () => {
  expect(incidentsOf([finding(0, { kind: 'rule', rule: 'r', isDryRun: true, action: 'block' })])[0]).toMatchObject({
    action: 'observe',
    events: [{ rule: 'r', dryRun: true, action: 'block' }],
  })
})
