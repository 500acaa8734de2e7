import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ConfidenceSequence } from './confidence-sequence.ts'
import { seededRandom } from './seeded-random.ts'

const observations = fc.array(fc.double({ min: -2, max: 3, noNaN: true }), { maxLength: 60 })
const sequenceOf = (values: readonly number[], options = { low: -2, high: 3 }) => {
  const sequence = new ConfidenceSequence(options)
  for (const value of values) sequence.add(value)
  return sequence
}

describe('ConfidenceSequence', () => {
  it.each([0.02, 0.3, 0.5])('holds a rate of %d at all times in 95 %% of runs', (rate) => {
    let misses = 0
    for (let run = 0; run < 100; run++) {
      const [random, sequence] = [seededRandom(1_000 * rate + run), new ConfidenceSequence()]
      let isMissed = false
      for (let n = 1; n <= 2_000; n++) {
        sequence.add(random() < rate ? 1 : 0)
        // Looking where it is most likely to miss: more and more seldom.
        if (n % Math.ceil(n / 10) !== 0) continue
        const { low, high } = sequence.interval
        isMissed ||= rate < low || rate > high
      }
      if (isMissed) misses++
    }
    expect(misses / 100).toBeLessThanOrEqual(0.05)
  })

  it('rejects a true mean at any time in a share of runs of at most the p-value', () => {
    const wrong = { above: 0, below: 0 }
    for (let run = 0; run < 100; run++) {
      const [random, sequence] = [seededRandom(run), new ConfidenceSequence({ low: -1, high: 1 })]
      const seen = { above: 1, below: 1 }
      for (let n = 0; n < 1_000; n++) {
        sequence.add(Math.floor(random() * 3) - 1)
        seen.above = Math.min(seen.above, sequence.pValueAbove(0))
        seen.below = Math.min(seen.below, sequence.pValueBelow(0))
      }
      if (seen.above <= 0.1) wrong.above++
      if (seen.below <= 0.1) wrong.below++
    }
    expect(wrong.above / 100).toBeLessThanOrEqual(0.1)
    expect(wrong.below / 100).toBeLessThanOrEqual(0.1)
  })

  it('is narrow soon: 1.5 percentage points around a rate of 5 % after 10,000 observations', () => {
    const random = seededRandom(4)
    const { low, high } = sequenceOf(
      Array.from({ length: 10_000 }, () => Number(random() < 0.05)),
      { low: 0, high: 1 },
    ).interval
    expect(high - low).toBeLessThan(0.03)
    expect(low).toBeLessThan(0.05)
    expect(high).toBeGreaterThan(0.05)
  })

  it('is the same for mirrored observations', () => {
    fc.assert(
      fc.property(observations, (values) => {
        const [sequence, mirrored] = [sequenceOf(values), sequenceOf(values.map((value) => 1 - value))]
        expect(mirrored.interval.low).toBeCloseTo(1 - sequence.interval.high, 9)
        expect(mirrored.interval.high).toBeCloseTo(1 - sequence.interval.low, 9)
        expect(mirrored.pValueBelow(0.3)).toBeCloseTo(sequence.pValueAbove(0.7), 9)
      }),
    )
  })

  it('agrees with its p-values: what one end of the interval excludes has a p-value of α / 2', () => {
    fc.assert(
      fc.property(observations, (values) => {
        const sequence = sequenceOf(values)
        const { low, high } = sequence.interval
        expect(low).toBeLessThanOrEqual(sequence.mean + 1e-9)
        expect(high).toBeGreaterThanOrEqual(sequence.mean - 1e-9)
        expect(low > -2 + 1e-6 ? sequence.pValueAbove(low) : 0.025).toBeCloseTo(0.025, 6)
        expect(high < 3 - 1e-6 ? sequence.pValueBelow(high) : 0.025).toBeCloseTo(0.025, 6)
      }),
    )
  })

  it('knows nothing at first, and takes values out of range for its ends', () => {
    const empty = sequenceOf([])
    expect(empty.interval).toEqual({ low: expect.closeTo(-2, 6), high: expect.closeTo(3, 6) })
    expect([empty.count, empty.mean, empty.pValueAbove(0), empty.pValueBelow(0)]).toEqual([0, 0.5, 1, 1])
    expect(sequenceOf([-9, 9, 9]).state).toEqual(sequenceOf([-2, 3, 3]).state)
    expect(sequenceOf([-9, 9, 9]).mean).toBeCloseTo(4 / 3, 12)
  })

  it('continues from a stored state exactly as it would have', () => {
    fc.assert(
      fc.property(observations, observations, (before, after) => {
        const [sequence, stored] = [sequenceOf(before), sequenceOf([])]
        stored.restore(JSON.parse(JSON.stringify(sequence.state)))
        for (const value of after) for (const each of [sequence, stored]) each.add(value)
        expect(stored.state).toEqual(sequence.state)
        expect(stored.interval).toEqual(sequence.interval)
      }),
    )
  })

  it('checks its ranges', () => {
    expect(() => new ConfidenceSequence({ low: 1, high: 1 })).toThrow('high must be above low (1) and finite, got 1')
    expect(() => new ConfidenceSequence({ high: Infinity })).toThrow('finite, got Infinity')
    expect(() => new ConfidenceSequence({ alpha: 1 })).toThrow('alpha must be above 0 and below 1, got 1')
    const restore = (count: number, sum: number, squares: number) => () =>
      new ConfidenceSequence().restore({ count, sum, squares })
    for (const wrong of [restore(1, 2, 0), restore(-1, 0, 0), restore(1, -1, 0), restore(1, 1, -1)])
      expect(wrong).toThrow('the state must have 0 ≤ sum ≤ count and squares ≥ 0')
  })
})
