import { describe, expect, it } from 'vitest'
import { Evaluation } from './evaluation.ts'

const list = (...probabilities: number[]) =>
  probabilities.map((probability, n) => ({ itemId: `item ${n}`, probability, score: 0 }))

describe('Evaluation', () => {
  it('counts hits by rank', () => {
    const evaluation = new Evaluation()
    const twenty = list(...Array.from({ length: 20 }, () => 0.01))
    for (const next of ['item 0', 'item 3', 'item 12', 'unlisted']) {
      evaluation.add(twenty, next, { isRepeat: next === 'item 0', micros: 1 })
    }
    const { result } = evaluation
    expect(result).toMatchObject({ cases: 4, hitRateAt1: 0.25, hitRateAt5: 0.5, hitRateAt10: 0.5, hitRateAt20: 0.75 })
    expect(result.mrrAt20).toBeCloseTo((1 + 1 / 4 + 1 / 13) / 4, 12)
    expect(result.ndcgAt10).toBeCloseTo((1 + 1 / Math.log2(5)) / 4, 12)
    expect(result.repeatRatio).toBe(0.25)
  })

  it('compares probabilities with frequencies', () => {
    const evaluation = new Evaluation()
    for (let n = 0; n < 400; n++)
      evaluation.add(list(0.6), n % 2 === 0 ? 'item 0' : 'other', { isRepeat: false, micros: 1 })
    const { ece, worstBinGap, calibration } = evaluation.result
    expect(ece).toBeCloseTo(0.1, 9)
    expect(worstBinGap).toBeCloseTo(0.1, 9)
    expect(calibration).toHaveLength(1)
    expect(calibration[0]).toMatchObject({ happened: 0.5, promises: 400 })
  })

  it('ignores bins with few listed items', () => {
    const evaluation = new Evaluation()
    evaluation.add(list(0.9), 'other', { isRepeat: false, micros: 1 })
    expect(evaluation.result.worstBinGap).toBe(0)
  })

  it('reports the cost and the hits of prefetching by threshold', () => {
    const evaluation = new Evaluation()
    evaluation.add(list(0.4, 0.15), 'item 0', { isRepeat: false, micros: 1 })
    evaluation.add(list(0.4, 0.15), 'item 1', { isRepeat: false, micros: 1 })
    const at = (threshold: number) => evaluation.result.prefetch.find((row) => row.threshold === threshold)
    expect(at(0.1)).toMatchObject({ prefetchesPerCase: 2, precision: 0.5, caught: 1 })
    expect(at(0.3)).toMatchObject({ prefetchesPerCase: 1, precision: 0.5, caught: 0.5 })
    expect(at(0.5)).toMatchObject({ prefetchesPerCase: 0, caught: 0 })
  })

  it('reports the median and the 99th percentile of the times', () => {
    const evaluation = new Evaluation()
    for (let n = 0; n < 100; n++) evaluation.add([], 'x', { isRepeat: false, micros: (n * 37) % 100 })
    const { scoreMicrosP50, scoreMicrosP99 } = evaluation.result
    expect([scoreMicrosP50, scoreMicrosP99]).toEqual([50, 99])
  })

  it('counts a hit at rank ten among ten, and none at rank eleven', () => {
    const evaluation = new Evaluation()
    const twenty = list(...Array.from({ length: 20 }, () => 0.01))
    for (const next of ['item 9', 'item 10']) evaluation.add(twenty, next, { isRepeat: false, micros: 1 })
    expect(evaluation.result.hitRateAt10).toBe(0.5)
  })

  it('fetches an item whose probability is exactly the threshold', () => {
    const evaluation = new Evaluation()
    evaluation.add(list(0.3), 'item 0', { isRepeat: false, micros: 1 })
    const row = evaluation.result.prefetch.find(({ threshold }) => threshold === 0.3)
    expect(row).toEqual({ threshold: 0.3, prefetchesPerCase: 1, precision: 1, caught: 1 })
    expect(evaluation.result.prefetch.map(({ threshold }) => threshold)).toEqual([0.05, 0.1, 0.2, 0.3, 0.5])
  })

  it('reads the worst bin above 0.2 of those with 200 listed items or more', () => {
    const gapOf = (probability: number, cases: number) => {
      const evaluation = new Evaluation()
      for (let n = 0; n < cases; n++) evaluation.add(list(probability), 'other', { isRepeat: false, micros: 1 })
      return evaluation.result.worstBinGap
    }
    expect(gapOf(0.75, 200)).toBeCloseTo(0.75, 9)
    expect(gapOf(0.75, 199)).toBe(0)
    expect(gapOf(0.21, 200)).toBeCloseTo(0.21, 9)
    expect(gapOf(0.19, 200)).toBe(0)
  })

  it('reports zeros before the first case', () => {
    const { calibration, prefetch, ...rates } = new Evaluation().result
    expect(calibration).toEqual([])
    expect(prefetch[0]).toEqual({ threshold: 0.05, prefetchesPerCase: 0, precision: 0, caught: 0 })
    expect(Object.values(rates).every((rate) => rate === 0)).toBe(true)
    expect(rates).not.toHaveProperty('logLoss')
  })

  it('tells in how many cases anything was predicted', () => {
    const evaluation = new Evaluation()
    for (const predictions of [list(0.5), []]) evaluation.add(predictions, 'x', { isRepeat: false, micros: 1 })
    expect(evaluation.result.answerRate).toBe(0.5)
  })
})
