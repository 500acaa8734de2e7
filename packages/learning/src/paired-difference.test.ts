import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { pairedDifference } from './paired-difference.ts'

const differences = fc.array(fc.double({ min: -5, max: 5, noNaN: true }), { minLength: 2, maxLength: 50 })

describe('pairedDifference', () => {
  it('is the mean and the standard error of the paired t-test where every group is one case', () => {
    fc.assert(
      fc.property(differences, (all) => {
        const mean = all.reduce((sum, d) => sum + d, 0) / all.length
        const variance = all.reduce((sum, d) => sum + (d - mean) ** 2, 0) / (all.length - 1)
        const found = pairedDifference(all.map((d) => [d]))
        expect(found).toMatchObject({ groups: all.length, cases: all.length })
        expect(found.mean).toBeCloseTo(mean, 9)
        expect(found.standardError).toBeCloseTo(Math.sqrt(variance / all.length), 9)
      }),
    )
  })

  it('has the same standard error if cases only repeat others of their group', () => {
    fc.assert(
      fc.property(differences, fc.integer({ min: 2, max: 9 }), (all, copies) => {
        const once = pairedDifference(all.map((d) => [d]))
        const repeated = pairedDifference(all.map((d) => Array.from({ length: copies }, () => d)))
        expect(repeated.mean).toBeCloseTo(once.mean, 9)
        expect(repeated.standardError).toBeCloseTo(once.standardError, 9)
      }),
    )
  })

  it('weighs a long group by its cases', () => {
    expect(pairedDifference([[1, 1, 1], [5]]).mean).toBe(2)
  })

  it('returns zeros without cases, and no standard error for one group', () => {
    expect(pairedDifference([])).toEqual({ mean: 0, standardError: 0, groups: 0, cases: 0 })
    expect(pairedDifference([[2, 4]])).toEqual({ mean: 3, standardError: 0, groups: 1, cases: 2 })
  })
})
