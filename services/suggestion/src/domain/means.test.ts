import { describe, expect, it } from 'vitest'
import { meansOf } from './means.ts'

const sums = {
  model: 'blend',
  cases: 10,
  hitsAt1: 1,
  hitsAt5: 2,
  hitsAt20: 5,
  reciprocalRank: 2,
  ndcg: 3,
  logLoss: 40,
}

const intervalOf = (hitsAt20: number, cases: number) => meansOf({ ...sums, hitsAt20, cases }).hitRateAt20Interval
const near = (...bounds: number[]) => bounds.map((bound) => expect.closeTo(bound, 3))

describe('meansOf', () => {
  it('divides sums by cases', () => {
    expect(meansOf(sums)).toMatchObject({
      model: 'blend',
      cases: 10,
      hitRateAt1: 0.1,
      hitRateAt5: 0.2,
      hitRateAt20: 0.5,
      mrrAt20: 0.2,
      ndcgAt20: 0.3,
      logLoss: 4,
    })
  })

  // By hand from Wilson (1927), with z = 1.96.
  it.each([
    [5, 10, 0.2366, 0.7634],
    [0, 10, 0, 0.2775],
    [10, 10, 0.7225, 1],
    [1, 1, 0.2065, 1],
    [300, 1000, 0.2724, 0.3291],
  ])('%i hits of %i lie in the 95 %% interval from %d to %d', (hits, cases, low, high) => {
    expect(intervalOf(hits, cases)).toEqual(near(low, high))
  })

  it('keeps the interval within 0 and 1', () => {
    for (const cases of [1, 3, 7, 1e6]) {
      expect(intervalOf(0, cases)[0]).toBe(0)
      expect(intervalOf(cases, cases)[1]).toBeLessThanOrEqual(1)
    }
  })
})
