import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { choosePrefetch, type PrefetchCandidate } from './choose-prefetch.ts'

const candidate = fc.record({
  probability: fc.double({ min: 0, max: 1, noNaN: true }),
  benefit: fc.double({ min: 0, max: 10, noNaN: true }),
  cost: fc.double({ min: 0, max: 2, noNaN: true }),
  sizeBytes: fc.integer({ min: 0, max: 1_000 }),
})
const candidates = fc.array(candidate, { maxLength: 9 })
const budget = fc.record(
  { bytes: fc.integer({ min: 0, max: 3_000 }), requests: fc.integer({ min: 0, max: 6 }) },
  { requiredKeys: [] },
)

const worth = ({ probability, benefit = 1, cost = 0 }: PrefetchCandidate) => probability * benefit - cost
const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0)

/** The greatest value of any set within the budget, by trying all. */
function optimum(all: readonly PrefetchCandidate[], { bytes = Infinity, requests = Infinity }): number {
  let best = 0
  for (let set = 0; set < 2 ** all.length; set++) {
    const chosen = all.filter((_, n) => set & (1 << n))
    const isWithin = chosen.length <= requests && sum(chosen.map(({ sizeBytes = 0 }) => sizeBytes)) <= bytes
    if (isWithin) best = Math.max(best, sum(chosen.map(worth)))
  }
  return best
}

describe('choosePrefetch', () => {
  it('never exceeds its budget, and chooses nothing twice or at a loss', () => {
    fc.assert(
      fc.property(candidates, budget, (all, limits) => {
        const chosen = choosePrefetch(all, limits)
        const items = chosen.map((index) => all[index] as PrefetchCandidate)
        expect(new Set(chosen).size).toBe(chosen.length)
        expect(chosen.length).toBeLessThanOrEqual(limits.requests ?? Infinity)
        expect(sum(items.map(({ sizeBytes = 0 }) => sizeBytes))).toBeLessThanOrEqual(limits.bytes ?? Infinity)
        expect(items.every((item) => worth(item) > 0)).toBe(true)
      }),
      { numRuns: 1_000 },
    )
  })

  it('reaches half of the greatest value with one budget, a quarter with two, and all of it with none', () => {
    fc.assert(
      fc.property(candidates, budget, (all, limits) => {
        const value = sum(choosePrefetch(all, limits).map((index) => worth(all[index] as PrefetchCandidate)))
        const share = [1, 0.5, 0.25][Object.keys(limits).length] ?? 0
        expect(value).toBeGreaterThanOrEqual(share * optimum(all, limits) - 1e-9)
      }),
    )
  })

  it('is the best there is with a budget of requests', () => {
    fc.assert(
      fc.property(candidates, fc.integer({ min: 0, max: 6 }), (all, requests) => {
        const value = sum(choosePrefetch(all, { requests }).map((index) => worth(all[index] as PrefetchCandidate)))
        expect(value).toBeCloseTo(optimum(all, { requests }), 9)
      }),
    )
  })

  it('prefers what saves most per byte, and one large item if it saves more than all small ones', () => {
    const small = [0.2, 0.3].map((probability) => ({ probability, sizeBytes: 10 }))
    expect(choosePrefetch([...small, { probability: 0.4, sizeBytes: 100 }], { bytes: 100 })).toEqual([1, 0])
    expect(choosePrefetch([...small, { probability: 0.6, sizeBytes: 100 }], { bytes: 100 })).toEqual([2])
  })

  it('leaves out what costs more than it is expected to save', () => {
    expect(
      choosePrefetch(
        [
          { probability: 0.3, cost: 0.3 },
          { probability: 0.3, cost: 0.2 },
        ],
        {},
      ),
    ).toEqual([1])
    expect(choosePrefetch([{ probability: 0.3, benefit: 2, cost: 0.5 }, { probability: 0 }], {})).toEqual([0])
  })
})
