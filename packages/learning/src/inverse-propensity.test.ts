import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { clippedInversePropensity } from './inverse-propensity.ts'
import { seededRandom } from './seeded-random.ts'

describe('clippedInversePropensity', () => {
  it('is the inverse up to the greatest weight', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 1, max: 100, noNaN: true }),
        (p, most) => {
          const weight = clippedInversePropensity(p, most)
          expect(weight).toBe(p * most >= 1 ? Math.min(most, 1 / p) : most)
          expect(weight).toBeGreaterThanOrEqual(1)
        },
      ),
    )
    expect([0, 0.05, 0.1, 0.5, 1].map((p) => clippedInversePropensity(p))).toEqual([10, 10, 10, 2, 1])
  })

  it('estimates without bias what is observed with a propensity, if it does not clip', () => {
    const random = seededRandom(3)
    let sum = 0
    for (let n = 0; n < 40_000; n++) {
      const propensity = 0.2 + 0.8 * random()
      if (random() < propensity) sum += clippedInversePropensity(propensity)
    }
    expect(sum / 40_000).toBeCloseTo(1, 1)
  })

  it('checks its ranges', () => {
    expect(() => clippedInversePropensity(1.1)).toThrow('propensity must be at least 0 and at most 1, got 1.1')
    expect(() => clippedInversePropensity(0.5, 0.5)).toThrow('most must be 1 or more, got 0.5')
  })
})
