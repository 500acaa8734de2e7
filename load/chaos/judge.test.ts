import { expect, it } from 'vitest'
import type { Sent } from '../src/mix/sent.ts'
import type { GameDay } from './game-day.ts'
import { judge } from './judge.ts'
import type { Observed } from './run-game-day.ts'

const day: GameDay = {
  name: 'a-day',
  fault: 'Nothing is done',
  begin: async () => ({ end() {} }),
  holds: { goodput: { predictions: 0.5 }, recoverySeconds: 5, quickRefusals: 0.9 },
  signs: { metric: { service: 'gateway', name: 'a_total' }, log: { service: 'gateway', text: 'it fails' } },
}
const answer: Sent = { kind: 'predictions', tenant: 't', atMs: 0, tookMs: 10, status: 200 }
const well: Observed = {
  during: [answer],
  faultSeconds: 10,
  recoverySeconds: 1,
  events: { acknowledged: 10, lost: 0, doubled: 0 },
  metric: { before: 0, farthest: 3 },
  logLine: 'error: it fails',
  verified: [],
}
const broken = (changes: Partial<Observed>) =>
  judge(day, { ...well, ...changes })
    .filter(({ holds }) => !holds)
    .map(({ what }) => what)

it('a game day on which all is well holds', () => {
  expect(broken({})).toEqual([])
})

it.each<[Partial<Observed>, string]>([
  [{ during: [answer, { ...answer, tookMs: 600 }, { ...answer, tookMs: 700 }] }, 'predictions: at least 50.0 %'],
  [{ events: { acknowledged: 10, lost: 1, doubled: 0 } }, 'no acknowledged event is lost'],
  [{ events: { acknowledged: 10, lost: 0, doubled: 1 } }, 'no event is stored twice'],
  [{ during: [answer, { ...answer, status: 500 }] }, 'no request fails but by a refusal'],
  [{ during: [answer, { ...answer, status: 503, tookMs: 9_000 }] }, 'of the refusals come within a second'],
  [{ recoverySeconds: 5.5 }, 'within 5 s'],
  [{ recoverySeconds: undefined }, 'within 5 s'],
  [{ metric: { before: 3, farthest: 3 } }, 'the metric a_total'],
  [{ metric: undefined }, 'the metric a_total'],
  [{ logLine: undefined }, 'logs "it fails"'],
  [{ verified: [{ what: 'the run succeeds', holds: false, seen: 'failed' }] }, 'the run succeeds'],
])('a game day with %o fails and says why', (changes, what) => {
  expect(broken(changes)).toEqual([expect.stringContaining(what)])
})
