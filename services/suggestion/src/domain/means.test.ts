import { describe, expect, it } from 'vitest'
import { meansOf, type Sums, windowMeansOf } from './means.ts'

const sums: Sums = {
  model: 'blend',
  kind: null,
  cases: 10,
  hitsAt1: 1,
  hitsAt5: 2,
  hitsAt20: 5,
  reciprocalRank: 2,
  ndcg: 3,
  logLoss: 40,
  answered: 9,
  calibration: [],
  listedBits: 0,
  knownItems: 0,
}

const intervalOf = (hitsAt20: number, cases: number) =>
  meansOf([{ ...sums, hitsAt20, cases }])[0]?.hitRateAt20Interval ?? []
const near = (...bounds: number[]) => bounds.map((bound) => expect.closeTo(bound, 3))

describe('meansOf', () => {
  it('divides sums by cases', () => {
    expect(meansOf([sums])[0]).toMatchObject({
      model: 'blend',
      cases: 10,
      hitRateAt1: 0.1,
      hitRateAt5: 0.2,
      hitRateAt20: 0.5,
      mrrAt20: 0.2,
      ndcgAt20: 0.3,
      logLoss: 4,
      answerRate: 0.9,
    })
  })

  it('gives the share of listed items that the session had not used before', () => {
    const listing = (kind: Sums['kind'], items: number) => ({ ...sums, kind, calibration: [items, items / 40, 0] })
    const noveltyOf = (...rows: Sums[]) => meansOf(rows)[0]?.novelty
    expect(noveltyOf(listing(null, 40), listing('new', 30), listing('repeat', 10))).toBe(0.75)
    expect(noveltyOf(listing(null, 10), listing('repeat', 10))).toBe(0)
    expect(noveltyOf(sums)).toBeUndefined()
  })

  it('tells kinds of items apart, and leaves out one without a case and those that tell no kind', () => {
    const models = meansOf([
      sums,
      { ...sums, kind: 'new', cases: 4 },
      { ...sums, kind: 'repeat', cases: 0 },
      { ...sums, kind: 'unknown', cases: 6 },
      { ...sums, model: 'trend' },
    ])
    expect(models.map(({ model, cases }) => [model, cases])).toEqual([
      ['blend', 10],
      ['trend', 10],
    ])
    expect(models[0]?.new?.cases).toBe(4)
    expect(models[0]).not.toHaveProperty('repeat')
  })

  it('weighs the gap of each bin by its promises', () => {
    const calibration = [...[10, 0.2, 0], ...[0, 0, 0], ...[30, 3.6, 6]]
    expect(meansOf([{ ...sums, calibration }])[0]?.calibrationError).toBeCloseTo((0.2 + 2.4) / 40, 12)
  })

  it('shows what was promised and what happened in each bin that has promises', () => {
    const calibration = [...[10, 0.2, 0], ...[0, 0, 0], ...[30, 3.6, 6]]
    expect(windowMeansOf([{ ...sums, calibration }])[0]?.calibration).toEqual([
      { promised: expect.closeTo(0.02), happened: 0, promises: 10 },
      { promised: expect.closeTo(0.12), happened: 0.2, promises: 30 },
    ])
  })

  it('covers the share of the known items that the bits stand for, never more than all', () => {
    const coverage = (listedBits: number, knownItems: number) =>
      meansOf([{ ...sums, listedBits, knownItems }])[0]?.coverage
    expect(coverage(10, 100)).toBeCloseTo(0.1, 2)
    expect(coverage(10, 5)).toBe(1)
    expect(coverage(0, 0)).toBe(0)
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
