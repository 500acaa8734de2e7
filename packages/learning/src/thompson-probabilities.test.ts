import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { normalCdf } from './normal-distribution.ts'
import { seededRandom } from './seeded-random.ts'
import { type Arm, thompsonProbabilities } from './thompson-probabilities.ts'

const arms = fc.array(
  fc.record({
    mean: fc.double({ min: -3, max: 3, noNaN: true }),
    deviation: fc.double({ min: 0.01, max: 2, noNaN: true }),
  }),
  { minLength: 1, maxLength: 12 },
)

describe('thompsonProbabilities', () => {
  it('is how often an arm has the highest of normal draws', () => {
    const random = seededRandom(5)
    const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
    const draws = 20_000
    const property = fc.property(arms, (all) => {
      const wins = all.map(() => 0)
      for (let n = 0; n < draws; n++) {
        const drawn = all.map(({ mean, deviation }) => mean + deviation * normal())
        const best = drawn.indexOf(Math.max(...drawn))
        wins[best] = (wins[best] ?? 0) + 1
      }
      for (const [i, probability] of thompsonProbabilities(all).entries()) {
        const error = Math.sqrt((probability * (1 - probability)) / draws)
        expect(Math.abs((wins[i] ?? 0) / draws - probability)).toBeLessThan(5 * error + 0.003)
      }
    })
    fc.assert(property, { numRuns: 15 })
  })

  it('is Φ of the standardised difference for two arms', () => {
    const two = fc.tuple(fc.double({ min: -2, max: 2, noNaN: true }), fc.double({ min: 0.05, max: 3, noNaN: true }))
    fc.assert(
      fc.property(two, ([mean, deviation]) => {
        const [first] = thompsonProbabilities([
          { mean, deviation },
          { mean: 0, deviation: 1 },
        ])
        expect(first).toBeCloseTo(normalCdf(mean / Math.hypot(deviation, 1)), 2)
      }),
    )
  })

  it('sums to 1, without a negative probability', () => {
    fc.assert(
      fc.property(arms, (all) => {
        const probabilities = thompsonProbabilities(all)
        expect(probabilities.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 12)
        for (const probability of probabilities) expect(probability).toBeGreaterThanOrEqual(0)
      }),
    )
  })

  it('gives the same arm twice the same probability', () => {
    const arm = { mean: 1, deviation: 0.5 }
    expect(thompsonProbabilities([arm, arm, arm, arm])).toEqual(
      [0.25, 0.25, 0.25, 0.25].map((p) => expect.closeTo(p, 12)),
    )
  })

  it('never chooses an arm that cannot be best', () => {
    const all: Arm[] = [
      { mean: 0, deviation: 0.1 },
      { mean: 5, deviation: 0.1 },
    ]
    expect(thompsonProbabilities(all)).toEqual([0, 1])
    expect(thompsonProbabilities([])).toEqual([])
  })

  it('rejects an arm without a deviation', () => {
    expect(() => thompsonProbabilities([{ mean: 0, deviation: 0 }])).toThrow('a deviation above 0, got 0 and 0')
  })
})
