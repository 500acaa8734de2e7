import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { EventChain } from '../log/event-chain.ts'
import { PartialTopK } from './partial-top-k.ts'
import { TopK } from './top-k.ts'

const scores = fc.array(fc.oneof(fc.constantFrom(0.5, 1, 2), fc.double({ min: 0, max: 3, noNaN: true })), {
  maxLength: 300,
})

/** A chain in which keys are used in an order of their own. */
function chainOf(keys: number): EventChain {
  const chain = new EventChain()
  for (let key = 0; key < keys; key++) chain.names.intern(`${key}`)
  for (let event = 0; event < keys; event++) chain.append(event, keys - 1 - event)
  return chain
}

describe('PartialTopK', () => {
  it('keeps what a TopK keeps, in the order of the offers but for ties', () => {
    fc.assert(
      fc.property(scores, fc.nat(120), (offered, limit) => {
        const chain = chainOf(offered.length)
        const [list, top] = [new PartialTopK(0, chain), new TopK(limit, chain)]
        list.clear(limit)
        for (const [key, score] of offered.entries()) {
          list.offer(key, score)
          top.offer(key, score)
        }
        list.cut()
        const kept = Array.from({ length: list.size }, (_, n) => [list.key(n), list.score(n)])
        const best = Array.from({ length: top.size }, (_, n) => [top.key(n), top.score(n)])
        const byKey = (a: number[], b: number[]) => (a[0] ?? 0) - (b[0] ?? 0)
        expect(kept.sort(byKey)).toEqual(best.sort(byKey))
      }),
    )
  })

  it('finds what it kept', () => {
    const list = new PartialTopK(1, chainOf(3))
    for (const key of [0, 1, 2]) list.offer(key, key)
    list.cut()
    expect([0, 1, 2].map((key) => list.placeOf(key))).toEqual([-1, -1, 0])
  })
})
