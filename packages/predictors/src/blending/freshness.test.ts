import { describe, expect, it } from 'vitest'
import { EventLog } from '../log/event-log.ts'
import { Freshness } from './freshness.ts'

const at = (...items: number[]) => ({ items, user: -1, session: -1, atMs: 0 })

function freshnessOf(...itemIds: string[]): Freshness {
  const log = new EventLog()
  for (const itemId of itemIds) log.append({ itemId, atMs: 0 })
  return new Freshness(log.items)
}

describe('Freshness', () => {
  it('expects a fresh item with probability 0.8 before any case, and with certainty if no return is possible', () => {
    const freshness = freshnessOf('a', 'b')
    freshness.begin(at(0))
    freshness.settle(true)
    expect([freshness.share, freshness.shareOf(0), freshness.shareOf(1)]).toEqual([0.8, expect.closeTo(0.2, 12), 0.8])
    freshness.settle(false)
    expect([freshness.share, freshness.shareOf(0), freshness.overall]).toEqual([1, 0, 0.8])
  })

  it('counts the items of each kind: those of the session, and all of the log with one for the unknown ones', () => {
    const freshness = freshnessOf('a', 'b', 'c')
    freshness.begin(at(0, 1, 0))
    expect([0, 1, 2, -1].map((item) => freshness.isSeen(item))).toEqual([true, true, false, false])
    expect([0, 1, 2, -1].map((item) => freshness.peersOf(item))).toEqual([2, 2, 4, 4])
    expect([...freshness.seen]).toEqual([0, 1])
  })

  it('learns how often people return, apart for sessions that have returned much and little', () => {
    const freshness = freshnessOf('a', 'b')
    const shareAfter = (...items: number[]) => {
      freshness.begin(at(...items))
      freshness.settle(true)
      return freshness.share
    }
    for (let n = 0; n < 300; n++) {
      shareAfter(0, 1, 2, 3, 4, 5)
      freshness.learn(6)
      shareAfter(0, 0, 0, 0, 0, 0)
      freshness.learn(0)
    }
    expect(shareAfter(0, 1, 2, 3, 4, 5)).toBeGreaterThan(0.95)
    expect(shareAfter(0, 0, 0, 0, 0, 0)).toBeLessThan(0.05)
    expect(freshness.overall).toBeCloseTo(0.5, 1)
  })

  it('learns nothing from a session without items', () => {
    const freshness = freshnessOf('a')
    const before = freshness.state
    freshness.begin(at())
    freshness.learn(0)
    expect(freshness.state).toEqual(before)
  })

  it('continues from a restored state', () => {
    const [freshness, restored] = [freshnessOf('a', 'b'), freshnessOf('a', 'b')]
    for (const item of [0, 1, 0]) {
      freshness.begin(at(0))
      freshness.learn(item)
    }
    restored.restore(JSON.parse(JSON.stringify(freshness.state)))
    for (const each of [freshness, restored]) {
      each.begin(at(0))
      each.settle(true)
    }
    expect(restored.share).toBe(freshness.share)
    expect(restored.state).toEqual(freshness.state)
  })
})
