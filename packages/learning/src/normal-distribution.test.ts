import { describe, expect, it } from 'vitest'
import { normalCdf, studentQuantile } from './normal-distribution.ts'

describe('normal distribution', () => {
  it('has the distribution function of the tables', () => {
    const table = { 0: 0.5, 1: 0.84134475, '-1': 0.15865525, 1.96: 0.9750021, '-3': 0.0013499, '-5': 2.87e-7 }
    for (const [x, p] of Object.entries(table)) expect(normalCdf(Number(x))).toBeCloseTo(p, 6)
    expect([normalCdf(40), normalCdf(-40)]).toEqual([1, 0])
  })

  it('has a distribution function that rises and is symmetric', () => {
    for (let x = -6; x < 6; x += 0.1) {
      expect(normalCdf(x + 0.1)).toBeGreaterThan(normalCdf(x) - 1e-7)
      expect(normalCdf(x) + normalCdf(-x)).toBeCloseTo(1, 12)
    }
  })

  it('has the 97.5 % quantiles of Student within 1 % from 3 degrees of freedom on', () => {
    for (const [degrees, quantile] of [
      [3, 3.18245],
      [4, 2.77645],
      [5, 2.57058],
      [10, 2.22814],
      [30, 2.04227],
      [1e9, 1.95996],
    ] as const)
      expect(Math.abs(studentQuantile(degrees) / quantile - 1)).toBeLessThan(0.01)
    expect(studentQuantile(0)).toBe(Infinity)
  })
})
