import fc from 'fast-check'
import { expect, test as it } from 'vitest'
import { PostingPool } from './posting-pool.ts'

it('every list holds what was appended to it, in order, however the appends interleave', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(9), { maxLength: 2000 }), (terms) => {
      const pool = new PostingPool()
      const expected: number[][] = Array.from({ length: 10 }, () => [])
      terms.forEach((term, slot) => {
        pool.append(term, slot, slot % 1000)
        expected[term]?.push(slot)
      })
      expected.forEach((slots, term) => {
        const list = pool.list(term)
        expect([...list.slots]).toEqual(slots)
        expect([...list.frequencies]).toEqual(slots.map((slot) => slot % 1000))
      })
    }),
  )
})

it('the places that lists leave are used again', () => {
  const pool = new PostingPool()
  for (let slot = 0; slot < 1024; slot++) for (let term = 0; term < 64; term++) pool.append(term, slot, 1)
  expect(pool.bytes).toBeLessThan(64 * 1024 * 6 * 3)
})
