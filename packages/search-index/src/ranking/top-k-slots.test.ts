import fc from 'fast-check'
import { expect, test as it } from 'vitest'
import { compareRank } from './scored-id.ts'
import { TopKSlots } from './top-k-slots.ts'

it('keeps the best slots in any order of offers, ties by id', () => {
  const offers = fc.uniqueArray(fc.record({ slot: fc.nat(300), score: fc.nat(9) }), {
    selector: ({ slot }) => slot,
    maxLength: 200,
  })
  fc.assert(
    fc.property(offers, fc.integer({ min: 1, max: 90 }), (list, limit) => {
      const top = new TopKSlots(limit, String)
      for (const { slot, score } of list) if (score >= top.leastScore) top.offer(slot, score)
      const all = list.map(({ slot, score }) => ({ slot, id: String(slot), score }))
      expect(top.sorted()).toEqual(all.sort(compareRank).slice(0, limit))
    }),
  )
})
