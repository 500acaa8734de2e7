import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Thread } from '../log/event-chain.ts'
import { Top } from './top-k.ts'

/** Key n has its newest event at n. */
function threadOf(keys: number): Thread {
  const thread = new Thread()
  for (let key = 0; key < keys; key++) thread.append(key, thread.names.anonymous())
  return thread
}

function sorted(top: Top): [number, number][] {
  top.sort()
  return Array.from({ length: top.size }, (_, n) => [top.key(n), top.score(n)])
}

describe('Top', () => {
  it('keeps and orders the best, on equal scores those with the newer event', () => {
    const scores = fc.array(fc.integer({ min: 1, max: 9 }), { maxLength: 60 })
    fc.assert(
      fc.property(scores, fc.nat(12), (offered, limit) => {
        const top = new Top(limit, threadOf(offered.length))
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
    const top = new Top(2, threadOf(3))
    for (const key of [0, 1, 2]) top.offer(key, key + 1)
    expect(top.placeOf(0)).toBe(-1)
    expect(top.key(top.placeOf(2))).toBe(2)
  })

  it('is empty after clear', () => {
    const top = new Top(2, threadOf(1))
    top.offer(0, 1)
    top.clear()
    expect(sorted(top)).toEqual([])
  })
})
