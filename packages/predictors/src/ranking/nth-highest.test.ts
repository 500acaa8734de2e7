import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { nthHighest } from './nth-highest.ts'

const highest = (values: number[], size: number, n: number) => nthHighest(Float64Array.from(values), size, n)

describe('nthHighest', () => {
  it('finds the n-th highest of values in any order, with equal ones among them', () => {
    const values = fc.array(fc.oneof(fc.integer({ min: 0, max: 5 }), fc.double({ noNaN: true })), { minLength: 1 })
    fc.assert(
      fc.property(values, (all) => {
        const falling = all.toSorted((a, b) => b - a)
        for (const [n, value] of falling.entries()) expect(highest(all, all.length, n + 1) === value).toBe(true)
      }),
    )
  })

  it('finds every place of rising, falling and equal values', () => {
    const rising = Array.from({ length: 40 }, (_, n) => n)
    for (let n = 1; n <= 40; n++) {
      expect(highest(rising, 40, n)).toBe(40 - n)
      expect(highest(rising.toReversed(), 40, n)).toBe(40 - n)
      expect(
        highest(
          Array.from({ length: 40 }, () => 7),
          40,
          n,
        ),
      ).toBe(7)
    }
  })

  it('looks at the first `size` values only', () => {
    expect([1, 2, 3].map((n) => highest([5, 1, 3, 9, 8], 3, n))).toEqual([5, 3, 1])
    expect(highest([2, 9], 1, 1)).toBe(2)
  })
})
