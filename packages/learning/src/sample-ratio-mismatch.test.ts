import { describe, expect, it } from 'vitest'
import { indexAt } from './index-at.ts'
import { logGamma } from './log-gamma.ts'
import { sampleRatioMismatch } from './sample-ratio-mismatch.ts'
import { seededRandom } from './seeded-random.ts'

/** The least p-value that one would have seen, looking after each tenth unit. */
function leastPValue(shares: readonly number[], planned: readonly number[], units: number, seed: number): number {
  const random = seededRandom(seed)
  const counts = planned.map(() => 0)
  let least = 1
  for (let n = 1; n <= units; n++) {
    const variant = indexAt(random(), shares)
    counts[variant] = (counts[variant] ?? 0) + 1
    if (n % 10 === 0) least = Math.min(least, sampleRatioMismatch(counts, planned).pValue)
  }
  return least
}

describe('sampleRatioMismatch', () => {
  it('is wrong at 5 % in at most 5 % of experiments without a fault, although one looks all the time', () => {
    const false5 = Array.from({ length: 400 }, (_, seed) => leastPValue([1, 1], [1, 1], 2_000, seed)).filter(
      (p) => p < 0.05,
    )
    expect(false5.length / 400).toBeLessThan(0.05)
  })

  it('finds a variant that loses a tenth of its units', () => {
    for (let seed = 0; seed < 20; seed++) expect(leastPValue([1, 0.9], [1, 1], 20_000, seed)).toBeLessThan(0.001)
    for (let seed = 0; seed < 20; seed++)
      expect(leastPValue([0.1, 0.45, 0.4], [0.1, 0.45, 0.45], 40_000, seed)).toBeLessThan(0.01)
  })

  it('is 1 before the first unit, and whatever the shares are scaled by', () => {
    expect(sampleRatioMismatch([0, 0], [1, 3])).toEqual({ pValue: 1 })
    const scaled = [1, 0.25].map((scale) => sampleRatioMismatch([520, 1_320], [scale, 3 * scale]).pValue)
    expect(scaled[0]).toBeCloseTo(scaled[1] ?? 0, 12)
    expect(scaled[0]).toBeLessThan(0.1)
  })

  it('is the inverse of the Bayes factor against a Dirichlet distribution', () => {
    // All of 20 units in one variant: 2^20 · B(70, 50) / B(50, 50).
    const beta = (a: number, b: number) => logGamma(a) + logGamma(b) - logGamma(a + b)
    const bayesFactor = 2 ** 20 * Math.exp(beta(70, 50) - beta(50, 50))
    expect(sampleRatioMismatch([20, 0], [1, 1]).pValue).toBeCloseTo(1 / bayesFactor, 12)
  })

  it('needs a share above 0 for each count', () => {
    expect(() => sampleRatioMismatch([1, 2], [1])).toThrow('a share above 0 for each of 2 counts, got 1')
    expect(() => sampleRatioMismatch([1, 2], [1, 0])).toThrow('a share above 0 for each of 2 counts, got 1,0')
  })
})

describe('logGamma', () => {
  it('is the logarithm of the factorial', () => {
    let logFactorial = 0
    for (let n = 1; n <= 170; n++) {
      logFactorial += Math.log(n)
      expect(logGamma(n + 1)).toBeCloseTo(logFactorial, 9)
    }
    expect(logGamma(0.5)).toBeCloseTo(Math.log(Math.sqrt(Math.PI)), 12)
  })
})
