import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { seededRandom } from './seeded-random.ts'
import { VariantComparison, type VariantComparisonOptions } from './variant-comparison.ts'

const observation = fc.tuple(fc.constantFrom<'a' | 'b'>('a', 'b'), fc.double({ min: -1, max: 12, noNaN: true }))

/** Runs an experiment on two rates until it has a winner, looking often at first and then less often. */
function play(rates: { a: number; b: number }, units: number, seed: number, options: VariantComparisonOptions = {}) {
  const [random, comparison] = [seededRandom(seed), new VariantComparison(options)]
  for (let n = 1; n <= units; n++) {
    const variant = random() < (options.shareB ?? 0.5) ? 'b' : 'a'
    comparison.add(variant, random() < rates[variant] ? 1 : 0)
    if (n % Math.ceil(n / 20) === 0 && comparison.winner()) break
  }
  return comparison
}

describe('VariantComparison', () => {
  it.each([0.5, 0.1])('names a winner of equal variants in at most 5 %% of experiments, share of b %d', (shareB) => {
    const runs = Array.from({ length: 100 }, (_, seed) => play({ a: 0.3, b: 0.3 }, 1_500, seed, { shareB }))
    expect(runs.filter((run) => run.winner()).length).toBeLessThanOrEqual(5)
  })

  it('finds the better variant', () => {
    for (let seed = 0; seed < 5; seed++) {
      expect(play({ a: 0.2, b: 0.3 }, 20_000, seed).winner()).toBe('b')
      expect(play({ a: 0.3, b: 0.2 }, 20_000, seed).winner()).toBe('a')
      expect(play({ a: 0.1, b: 0.3 }, 20_000, seed, { shareB: 0.1 }).winner()).toBe('b')
    }
  })

  it('estimates the difference with an interval around it, in the unit of the measure', () => {
    const [random, comparison] = [seededRandom(2), new VariantComparison({ low: 0, high: 1_000 })]
    for (let n = 0; n < 20_000; n++) {
      const variant = random() < 0.5 ? 'a' : 'b'
      comparison.add(variant, (variant === 'b' ? 150 : 100) * (0.5 + random()))
    }
    const { mean, low, high } = comparison.difference
    expect(comparison.meanA).toBeCloseTo(100, -1)
    expect(comparison.meanB).toBeCloseTo(150, -1)
    expect(comparison.countA + comparison.countB).toBe(20_000)
    expect(mean).toBeCloseTo(50, -1)
    expect(low).toBeGreaterThan(40)
    expect(high).toBeLessThan(60)
    expect([comparison.winner(), comparison.winner(40), comparison.winner(60)]).toEqual(['b', 'b', undefined])
    expect([comparison.exceeds(0), comparison.exceeds(60)]).toEqual([true, false])
  })

  it('is the same with the variants exchanged', () => {
    fc.assert(
      fc.property(fc.array(observation, { maxLength: 40 }), (all) => {
        const [one, other] = [0.3, 0.7].map((shareB) => new VariantComparison({ shareB, low: 0, high: 10 }))
        for (const [variant, value] of all) {
          one?.add(variant, value)
          other?.add(variant === 'a' ? 'b' : 'a', value)
        }
        expect(other?.difference.mean).toBeCloseTo(-(one?.difference.mean ?? 9), 9)
        expect(other?.difference.low).toBeCloseTo(-(one?.difference.high ?? 9), 6)
        expect(other?.countA).toBe(one?.countB)
      }),
    )
  })

  it('has an interval within what the range allows', () => {
    const { low, high } = new VariantComparison({ low: 0, high: 5 }).difference
    expect([low, high]).toEqual([-5, 5])
  })

  it('continues from a stored state exactly as it would have', () => {
    fc.assert(
      fc.property(fc.array(observation), fc.array(observation), (before, after) => {
        const [comparison, stored] = [new VariantComparison({ high: 10 }), new VariantComparison({ high: 10 })]
        for (const [variant, value] of before) comparison.add(variant, value)
        stored.restore(JSON.parse(JSON.stringify(comparison.state)))
        for (const [variant, value] of after) for (const each of [comparison, stored]) each.add(variant, value)
        expect(stored.state).toEqual(comparison.state)
        expect(stored.difference).toEqual(comparison.difference)
      }),
    )
  })

  it('checks its ranges', () => {
    expect(() => new VariantComparison({ shareB: 1 })).toThrow('shareB must be above 0 and below 1, got 1')
    expect(() => new VariantComparison({ low: 2, high: 1 })).toThrow('high must be above low (2), got 1')
    expect(() => new VariantComparison({ alpha: 0 })).toThrow('alpha must be above 0 and below 1, got 0')
  })
})
