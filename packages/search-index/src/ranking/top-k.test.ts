import fc from 'fast-check'
import { expect, test as it } from 'vitest'
import { compareRank } from './scored-id.ts'
import { TopK } from './top-k.ts'

it('keeps the hits that sorting all would keep', () => {
  const hit = fc.record({ score: fc.nat(5), id: fc.string({ maxLength: 2 }) })
  fc.assert(
    fc.property(fc.array(hit), fc.integer({ min: 1, max: 20 }), (hits, limit) => {
      const top = new TopK(limit)
      for (const offered of hits) top.offer(offered)
      expect(top.sorted()).toEqual(hits.toSorted(compareRank).slice(0, limit))
    }),
  )
})
