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

  it('forgets old cases at the fading rate', () => {
    const metrics = new RankingMetrics(0.5)
    metrics.add(1, 0.5)
    metrics.add(0, 0.5)
    expect(metrics.summary.hitRateAt1).toBeCloseTo(0.5 / 1.5, 12)
  })

  it('continues from a restored state', () => {
    const metrics = new RankingMetrics(0.9)
    metrics.add(2, 0.3)
    const other = new RankingMetrics(0.9)
    other.restore(metrics.state)
    expect(other.summary).toEqual(metrics.summary)
  })

  it('refuses a fading factor outside (0, 1]', () => {
    expect(() => new RankingMetrics(1.1)).toThrow('1.1')
  })
})
