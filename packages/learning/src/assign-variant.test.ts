import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { assignVariant } from './assign-variant.ts'

const units = Array.from({ length: 20_000 }, (_, n) => `user-${n}`)
const assign = (experiment: string, shares: readonly number[]) =>
  units.map((unit) => assignVariant(experiment, unit, shares))

describe('assignVariant', () => {
  it('gives a unit the same variant always', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (experiment, unit) => {
        expect(assignVariant(experiment, unit, [1, 1, 2])).toBe(assignVariant(experiment, unit, [1, 1, 2]))
      }),
    )
    // Known values: an experiment goes on after an upgrade.
    expect(units.slice(0, 12).map((unit) => assignVariant('exp-1', unit, [1, 1]))).toMatchInlineSnapshot(`
      [
        1,
        0,
        1,
        0,
        1,
        0,
        0,
        0,
        0,
        1,
        0,
        0,
      ]
    `)
  })

  it('gives variants by their shares', () => {
    const variants = assign('exp-2', [0.7, 0.2, 0.1])
    for (const [variant, share] of [0.7, 0.2, 0.1].entries())
      expect(variants.filter((one) => one === variant).length / units.length).toBeCloseTo(share, 2)
  })

  it('assigns independently of other experiments', () => {
    const [a, b] = [assign('exp-3', [1, 1]), assign('exp-4', [1, 1])]
    expect(a.filter((variant, n) => variant === b[n]).length / units.length).toBeCloseTo(0.5, 1)
  })

  it('moves only as many units as the shares move', () => {
    const [before, after] = [assign('exp-5', [0.5, 0.5]), assign('exp-5', [0.4, 0.6])]
    expect(before.filter((variant, n) => variant !== after[n]).length / units.length).toBeCloseTo(0.1, 2)
    expect(before.some((variant, n) => variant === 1 && after[n] === 0)).toBe(false)
  })

  it('gives no unit a variant without a share, and needs one with a share', () => {
    expect(new Set(assign('exp-6', [0, 1, 0]))).toEqual(new Set([1]))
    expect(() => assignVariant('e', 'u', [0, 0])).toThrow('have a sum above 0, got 0,0')
    expect(() => assignVariant('e', 'u', [2, -1])).toThrow('shares must be at least 0')
  })
})
