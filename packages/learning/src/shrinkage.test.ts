import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { priorShare, shrink } from './shrinkage.ts'

const weight = fc.double({ min: 0, max: 1, noNaN: true })
const cases = fc.integer({ min: 0, max: 1e9 })

describe('shrink', () => {
  it('shrink returns the prior before the first case, the middle at 20 cases, and nearly the own value after many', () => {
    expect(shrink(0.9, 0.1, 0)).toBeCloseTo(0.1, 12)
    expect(shrink(0.9, 0.1, 20)).toBeCloseTo(0.5, 12)
    expect(Math.abs(shrink(0.9, 0.1, 100_000) - 0.9)).toBeLessThan(0.002)
  })

  it('moves a weight from the prior to the learned one with every case', () => {
    fc.assert(
      fc.property(weight, weight, cases, (own, prior, n) => {
        const value = shrink(own, prior, n)
        expect(value).toBeGreaterThanOrEqual(Math.min(own, prior) - 1e-12)
        expect(value).toBeLessThanOrEqual(Math.max(own, prior) + 1e-12)
        expect(Math.abs(shrink(own, prior, n + 1) - own)).toBeLessThanOrEqual(Math.abs(value - own) + 1e-12)
      }),
    )
  })

  it('shrink does not change a weight that equals the prior', () => {
    fc.assert(
      fc.property(weight, cases, (own, n) => {
        expect(shrink(own, own, n)).toBe(own)
      }),
    )
  })

  it('shrink keeps a sum of 1', () => {
    fc.assert(
      fc.property(weight, weight, cases, (own, prior, n) => {
        expect(shrink(own, prior, n) + shrink(1 - own, 1 - prior, n)).toBeCloseTo(1, 12)
      }),
    )
  })
})

describe('priorShare', () => {
  it('is in (0, 1] and falls with the cases', () => {
    fc.assert(
      fc.property(cases, (n) => {
        expect(priorShare(n)).toBeGreaterThan(0)
        expect(priorShare(n)).toBeLessThanOrEqual(1)
        expect(priorShare(n + 1)).toBeLessThan(priorShare(n))
      }),
    )
  })
})
