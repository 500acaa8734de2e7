import { expect, it } from 'vitest'
import { goodputOf, outcomeOf, type Sent, seenBy } from './sent.ts'

const sent = (changes: Partial<Sent>): Sent => ({
  kind: 'searches',
  tenant: 't',
  atMs: 0,
  tookMs: 100,
  status: 200,
  ...changes,
})

it.each([
  [sent({}), 'ok'],
  [sent({ degraded: 'index' }), 'degraded'],
  [sent({ tookMs: 301 }), 'late'],
  [sent({ tookMs: 301, kind: 'predictions' }), 'ok'],
  [sent({ status: 503 }), 'refused'],
  [sent({ status: 429 }), 'refused'],
  [sent({ status: 500 }), 'failed'],
  [sent({ status: 0 }), 'failed'],
] as const)('%o counts as %s', (one, outcome) => {
  expect(outcomeOf(one)).toBe(outcome)
})

it('goodput is the share of answers in time, degraded ones included', () => {
  expect(goodputOf([sent({}), sent({ degraded: 'index' }), sent({ tookMs: 900 }), sent({ status: 503 })])).toBe(0.5)
  expect(goodputOf([])).toBe(1)
})

it('what clients saw names the statuses of what was not answered', () => {
  expect(seenBy([sent({}), sent({ status: 503 }), sent({ status: 504 }), sent({ status: 0 })])).toBe(
    '1 ok, 2 refused (503 × 1, 504 × 1), 1 failed (no answer × 1)',
  )
})
