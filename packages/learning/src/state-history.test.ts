import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { StateHistory } from './state-history.ts'

describe('StateHistory', () => {
  it('finds the newest state at a time or before', () => {
    const history = new StateHistory<string>({ intervalMs: 10 })
    for (const [atMs, state] of [
      [100, 'a'],
      [110, 'b'],
      [150, 'c'],
    ] as const)
      history.add(atMs, state)
    expect([99, 100, 109, 110, 1_000].map((atMs) => history.at(atMs)?.state)).toEqual([undefined, 'a', 'a', 'b', 'c'])
  })

  it('adds no state within the interval, and none of the past', () => {
    const history = new StateHistory<number>({ intervalMs: 10 })
    expect([100, 109, 110, 50].map((atMs, n) => history.add(atMs, n))).toEqual([true, false, true, false])
    expect(history.entries).toEqual([
      { atMs: 100, state: 0 },
      { atMs: 110, state: 2 },
    ])
    const dense = new StateHistory<number>({ intervalMs: 0 })
    expect([dense.add(1, 0), dense.add(1, 1)]).toEqual([true, false])
  })

  it('keeps a bounded number, the first and the last among them, in order', () => {
    const times = fc.array(fc.integer({ min: 1, max: 100_000 }), { minLength: 1, maxLength: 60 })
    fc.assert(
      fc.property(times, fc.integer({ min: 2, max: 12 }), (gaps, most) => {
        const history = new StateHistory<number>({ most, intervalMs: 0 })
        let atMs = 0
        for (const [n, gap] of gaps.entries()) {
          atMs += gap
          history.add(atMs, n)
        }
        const states = history.entries.map(({ state }) => state)
        expect(states).toHaveLength(Math.min(most, gaps.length))
        expect([states[0], states.at(-1)]).toEqual([0, gaps.length - 1])
        expect(states).toEqual(states.toSorted((a, b) => a - b))
      }),
    )
  })

  it('becomes sparser into the past', () => {
    const history = new StateHistory<number>({ most: 20, intervalMs: 0 })
    for (let n = 0; n < 10_000; n++) history.add(n, n)
    const ages = history.entries.map(({ atMs }) => 9_999 - atMs)
    expect(ages.filter((age) => age < 100).length).toBeGreaterThanOrEqual(6)
    expect(ages.filter((age) => age > 1_000).length).toBeGreaterThanOrEqual(4)
  })

  it('continues from a stored state exactly as it would have', () => {
    const [history, stored] = [new StateHistory<number>({ most: 5 }), new StateHistory<number>({ most: 5 })]
    for (let n = 0; n < 9; n++) history.add(n * 60_000, n)
    stored.restore(JSON.parse(JSON.stringify(history.state)))
    for (const each of [history, stored]) each.add(600_000, 10)
    expect(stored.state).toEqual(history.state)
  })

  it('checks its ranges', () => {
    expect(() => new StateHistory({ most: 1 })).toThrow('most must be 2 or more, got 1')
    expect(() => new StateHistory({ intervalMs: -1 })).toThrow('intervalMs must be at least 0, got -1')
  })
})
