import fc from 'fast-check'
import { expect, it } from 'vitest'
import { swapGains } from './swap-gains.ts'

/** Of documents in this order. */
function averagePrecision(right: readonly number[]): number {
  let [found, sum] = [0, 0]
  right.forEach((isRight, rank) => {
    if (isRight > 0) sum += ++found / (rank + 1)
  })
  return sum / Math.max(1, found)
}

it('swap gains equal the change of average precision', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 1 }), { maxLength: 20 }), (right) => {
      const scores = right.map((_, n) => -n)
      for (const { n, other, gain } of swapGains(scores, right)) {
        const swapped = right.with(n, 0).with(other, 1)
        expect(gain).toBeCloseTo(Math.abs(averagePrecision(swapped) - averagePrecision(right)), 12)
      }
    }),
  )
})

it('yields no swaps if no document or every document is relevant', () => {
  expect([...swapGains([2, 1], [0, 0])]).toEqual([])
  expect([...swapGains([2, 1], [1, 1])]).toEqual([])
})
