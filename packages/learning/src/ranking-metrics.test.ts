import { describe, expect, it } from 'vitest'
import { RankingMetrics } from './ranking-metrics.ts'

describe('RankingMetrics', () => {
  it('is all zeros before the first case', () => {
    expect(new RankingMetrics().summary).toEqual({
      cases: 0,
      hitRateAt1: 0,
      hitRateAt5: 0,
      hitRateAt20: 0,
      mrrAt20: 0,
      ndcgAt10: 0,
      logLoss: 0,
      ndcgAt20: 0,
      answerRate: 0,
    })
  })

  it('averages plainly without fading', () => {
    const metrics = new RankingMetrics()
    metrics.add(1, 0.5)
    metrics.add(3, 0.25)
    metrics.add(21, 0.01)
    metrics.add(0, 0.01)
    const { cases, hitRateAt1, hitRateAt5, hitRateAt20, mrrAt20, ndcgAt10 } = metrics.summary
    expect({ cases, hitRateAt1, hitRateAt5, hitRateAt20 }).toEqual({
      cases: 4,
      hitRateAt1: 0.25,
      hitRateAt5: 0.5,
      hitRateAt20: 0.5,
    })
    expect(mrrAt20).toBeCloseTo((1 + 1 / 3) / 4, 12)
    expect(ndcgAt10).toBeCloseTo((1 + 1 / 2) / 4, 12)
  })

  it('gives log-loss in nats', () => {
    const metrics = new RankingMetrics()
    metrics.add(1, 1 / Math.E)
    expect(metrics.summary.logLoss).toBeCloseTo(1, 12)
  })

  it('counts a probability of 0 as one in a billion', () => {
    const metrics = new RankingMetrics()
    metrics.add(0, 0)
    expect(metrics.summary.logLoss).toBeCloseTo(-Math.log(1e-9), 12)
  })

  it('gains as far down as twenty where it says so, and no further', () => {
    const metrics = new RankingMetrics()
    for (const rank of [11, 20, 21, 100]) metrics.add(rank, 0.01)
    const { hitRateAt20, ndcgAt10, ndcgAt20 } = metrics.summary
    expect({ hitRateAt20, ndcgAt10 }).toEqual({ hitRateAt20: 0.5, ndcgAt10: 0 })
    expect(ndcgAt20).toBeCloseTo((1 / Math.log2(12) + 1 / Math.log2(21)) / 4, 12)
  })

  it('reports the share of cases with at least one listed item', () => {
    const metrics = new RankingMetrics()
    for (const isAnswered of [true, true, false, true]) metrics.add(0, 0.01, isAnswered)
    expect(metrics.summary.answerRate).toBe(0.75)
  })

  it('forgets old cases at the fading rate', () => {
    const metrics = new RankingMetrics(0.5)
    metrics.add(1, 0.5)
    metrics.add(0, 0.5)
    expect(metrics.summary.hitRateAt1).toBeCloseTo(0.5 / 1.5, 12)
  })

  it('has sums that are the means times the cases', () => {
    const metrics = new RankingMetrics()
    for (const rank of [1, 2, 0]) metrics.add(rank, 0.5)
    const { cases, hitRateAt5, mrrAt20 } = metrics.sums
    expect({ cases, hitRateAt5, mrrAt20 }).toEqual({ cases: 3, hitRateAt5: 2, mrrAt20: 1.5 })
  })

  it('continues from a restored state', () => {
    const metrics = new RankingMetrics(0.9)
    metrics.add(2, 0.3)
    const other = new RankingMetrics(0.9)
    other.restore(metrics.state)
    expect(other.summary).toEqual(metrics.summary)
  })

  it('rejects a fading factor outside (0, 1]', () => {
    expect(() => new RankingMetrics(1.1)).toThrow('fading must be above 0 and at most 1, got 1.1')
  })
})
