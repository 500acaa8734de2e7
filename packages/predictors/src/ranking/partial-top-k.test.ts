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

  it('keeps the best of more keys than it first has room for', () => {
    const list = new PartialTopK(3, chainOf(500))
    for (let key = 0; key < 500; key++) list.offer(key, 1_000 - ((key + 250) % 500))
    list.cut()
    const kept = Array.from({ length: list.size }, (_, n) => [list.key(n), list.score(n)])
    expect(kept.toSorted(([a = 0], [b = 0]) => a - b)).toEqual([
      [250, 1_000],
      [251, 999],
      [252, 998],
    ])
  })

  it('keeps keys of equal score by their newest event, after all better ones', () => {
    // Of a smaller key the newest event is newer.
    const list = new PartialTopK(3, chainOf(5))
    for (const [key, score] of [1, 4, 1, 1, 0].entries()) list.offer(key, score)
    list.cut()
    expect(Array.from({ length: list.size }, (_, n) => list.key(n)).toSorted()).toEqual([0, 1, 2])
    expect([list.key(0), list.score(0)]).toEqual([1, 4])
  })

  it('keeps all keys in the order of the offers if they are not more than the limit', () => {
    const list = new PartialTopK(3, chainOf(3))
    for (const key of [2, 0, 1]) list.offer(key, 1)
    list.cut()
    expect([0, 1, 2].map((n) => list.key(n))).toEqual([2, 0, 1])
  })

  it('forgets the scores of the case before, and takes the limit of the present one', () => {
    const list = new PartialTopK(3, chainOf(200))
    for (let key = 0; key < 200; key++) list.offer(key, 1_000 + key)
    list.cut()
    list.clear(2)
    for (const [key, score] of [3, 1, 2].entries()) list.offer(key, score)
    list.cut()
    expect(Array.from({ length: list.size }, (_, n) => [list.key(n), list.score(n)])).toEqual([
      [0, 3],
      [2, 2],
    ])
    list.clear(0)
    list.offer(0, 1)
    list.cut()
    expect(list.size).toBe(0)
  })

  it('tells its memory, which grows only when more keys are offered than it has room for', () => {
    const list = new PartialTopK(3, chainOf(17))
    for (let key = 0; key < 16; key++) list.offer(key, key)
    expect(list.heldBytes).toBe(16 * (4 + 8 + 8))
    list.offer(16, 16)
    expect(list.heldBytes).toBeGreaterThanOrEqual(17 * (4 + 8 + 8))
  })
})
