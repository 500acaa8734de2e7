import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { EventChain } from '../log/event-chain.ts'
import { TopK } from './top-k.ts'

/** Key n has its newest event at n. */
function chainOf(keys: number): EventChain {
  const chain = new EventChain()
  for (let key = 0; key < keys; key++) chain.append(key, chain.names.anonymous())
  return chain
}

function sorted(top: TopK): [number, number][] {
  top.sort()
  return Array.from({ length: top.size }, (_, n) => [top.key(n), top.score(n)])
}

describe('TopK', () => {
  it('keeps and orders the best, on equal scores those with the newer event', () => {
    const scores = fc.array(fc.integer({ min: 1, max: 9 }), { maxLength: 60 })
    fc.assert(
      fc.property(scores, fc.nat(12), (offered, limit) => {
        const top = new TopK(limit, chainOf(offered.length))
        offered.forEach((score, key) => {
          top.offer(key, score)
        })
        const all = offered.map((score, key): [number, number] => [key, score])
        const expected = all.sort((a, b) => b[1] - a[1] || b[0] - a[0]).slice(0, limit)
        expect(sorted(top)).toEqual(expected)
      }),
    )
  })

  it('tells where a key is', () => {
    const top = new TopK(2, chainOf(3))
    for (const key of [0, 1, 2]) top.offer(key, key + 1)
    expect(top.placeOf(0)).toBe(-1)
    expect(top.key(top.placeOf(2))).toBe(2)
  })

  it('is empty after clear', () => {
    const top = new TopK(2, chainOf(1))
    top.offer(0, 1)
    top.clear()
    expect(sorted(top)).toEqual([])
  })

  it('keeps nothing with a limit of 0', () => {
    const top = new TopK(0, chainOf(1))
    top.offer(0, 1)
    expect(sorted(top)).toEqual([])
    top.clear(1)
    top.offer(0, 1)
    expect(sorted(top)).toEqual([[0, 1]])
  })
})
