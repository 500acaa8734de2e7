import { describe, expect, it } from 'vitest'
import { seededRandom } from './random.ts'

describe('seededRandom', () => {
  it('count returns numbers with the given mean', () => {
    const random = seededRandom(3)
    const counts = Array.from({ length: 5000 }, () => random.count(1.5))
    expect(counts.reduce((sum, value) => sum + value, 0) / counts.length).toBeCloseTo(1.5, 1)
  })

  it('pick chooses in proportion to the weights, and never a choice of weight 0', () => {
    const random = seededRandom(5)
    const weights: Record<string, number> = { often: 3, seldom: 1, never: 0 }
    const picks = Array.from({ length: 4000 }, () => random.pick(Object.keys(weights), (name) => weights[name] ?? 0))
    expect(picks.filter((name) => name === 'often').length / picks.length).toBeCloseTo(0.75, 1)
    expect(picks).not.toContain('never')
  })

  it('pick throws a RangeError if there is nothing to choose', () => {
    expect(() => seededRandom(1).pick([])).toThrow(RangeError)
  })
})
