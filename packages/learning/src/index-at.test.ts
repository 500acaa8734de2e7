import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { indexAt } from './index-at.ts'

describe('indexAt', () => {
  it('divides [0, 1) in proportion to the shares', () => {
    expect([0, 0.24, 0.25, 0.74, 0.75, 0.999].map((point) => indexAt(point, [1, 2, 1]))).toEqual([0, 0, 1, 1, 2, 2])
    expect([0, 0.5, 0.99].map((point) => indexAt(point, [0, 3, 0]))).toEqual([1, 1, 1])
  })

  it('never returns an index without a share, also for points that rounding puts beyond the end', () => {
    const shares = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1 })
    fc.assert(
      fc.property(fc.constantFrom(0, 0.5, 1 - 2 ** -53, 1), shares, (point, all) => {
        fc.pre(all.some((share) => share > 0))
        expect(all[indexAt(point, all)]).toBeGreaterThan(0)
      }),
    )
  })
})
