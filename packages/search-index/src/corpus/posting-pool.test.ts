import fc from 'fast-check'
import { expect, test as it } from 'vitest'
import { forEachPosting, postingAt } from './posting-list.ts'
import { PostingPool } from './posting-pool.ts'

it('keeps the postings of each term in order when appends interleave', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(9), { maxLength: 2000 }), (terms) => {
      const pool = new PostingPool()
      const expected: number[][] = Array.from({ length: 10 }, () => [])
      terms.forEach((term, slot) => {
        pool.append(term, slot, slot % 1000)
        expected[term]?.push(slot)
      })
      expected.forEach((slots, term) => {
        const held: number[][] = []
        forEachPosting(pool.list(term), (slot, packed) => held.push([slot, packed]))
        expect(held).toEqual(slots.map((slot) => [slot, slot % 1000]))
        expect(slots.map((slot) => postingAt(pool.list(term), slot))).toEqual(slots.map((slot) => slot % 1000))
        expect(postingAt(pool.list(term), terms.length)).toBe(0)
      })
    }),
  )
})

it('reuses the room that growing lists abandon', () => {
  const pool = new PostingPool()
  for (let slot = 0; slot < 1024; slot++) for (let term = 0; term < 64; term++) pool.append(term, slot, 1)
  expect(pool.bytes).toBeLessThan(64 * 1024 * 6 * 1.3)
})

it('appends to lists that were filled into reserved room', () => {
  const pool = new PostingPool()
  const counts = [0, 1, 2, 3, 32, 33, 63, 64, 65, 128, 200]
  for (const _ of pool.reserve(Uint32Array.from(counts)));
  counts.forEach((count, term) => {
    for (let slot = 0; slot < count; slot++) pool.fill(term, slot, term + 1)
  })
  for (let slot = 200; slot < 300; slot++) for (const term of counts.keys()) pool.append(term, slot, term + 1)
  counts.forEach((count, term) => {
    const held: number[][] = []
    forEachPosting(pool.list(term), (slot, packed) => held.push([slot, packed]))
    const slots = [...Array(count).keys(), ...Array.from({ length: 100 }, (_, n) => 200 + n)]
    expect(held).toEqual(slots.map((slot) => [slot, term + 1]))
  })
})
