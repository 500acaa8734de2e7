import { describe, expect, it } from 'vitest'
import { normalCdf, normalDensity, studentQuantile } from './normal-distribution.ts'

describe('normal distribution', () => {
  it('has the distribution function of the tables', () => {
    const table = {
      0: 0.5,
      1: 0.8413447460685429,
      '-1': 0.15865525393145707,
      1.96: 0.9750021048517795,
      '-5': 2.866515718791946e-7,
    }
    for (const [x, p] of Object.entries(table)) expect(normalCdf(Number(x))).toBeCloseTo(p, 13)
    expect([normalCdf(9), normalCdf(-9), normalCdf(Infinity)]).toEqual([1, 0, 1])
  })

  it('has the density that is the slope of the distribution function', () => {
    for (const x of [-3, -0.7, 0, 1.2, 4])
      expect(normalDensity(x)).toBeCloseTo((normalCdf(x + 1e-5) - normalCdf(x - 1e-5)) / 2e-5, 8)
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
