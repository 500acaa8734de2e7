import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DistinctCount, distinctOf } from './distinct-count.ts'

/** 32 well-mixed bits per number (the finisher of MurmurHash3). */
function fingerprint(number: number): number {
  let h = Math.imul(number ^ (number >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return h ^ (h >>> 16)
}

function countOf(from: number, to: number): DistinctCount {
  const count = new DistinctCount()
  for (let n = from; n < to; n++) count.add(fingerprint(n))
  return count
}

describe('DistinctCount', () => {
  it('estimates 0 before the first item and 1 after it, for any hash', () => {
    expect(new DistinctCount().estimate).toBe(0)
    fc.assert(
      fc.property(fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }), (hash) => {
        const count = new DistinctCount()
        count.add(hash)
        expect(count.bits).toBe(1)
        expect(Math.round(count.estimate)).toBe(1)
      }),
    )
  })

  // Four standard errors of 4.3 %.
  it.each([10, 100, 1_000, 10_000, 100_000, 1_000_000])('estimates %i items to within 17 %%', (items) => {
    for (const start of [0, 7_000_000]) {
      const { estimate } = countOf(start, start + items)
      expect(Math.abs(estimate / items - 1)).toBeLessThan(0.17)
    }
  })

  it('counts an item once, however often it is added', () => {
    const count = countOf(0, 500)
    for (let n = 0; n < 500; n++) count.add(fingerprint(n))
    expect(count.state).toEqual(countOf(0, 500).state)
  })

  it('merges parts in any order, and twice, to the count of the whole', () => {
    const [left, right] = [countOf(0, 600), countOf(400, 900)]
    for (const part of [right, left, right]) left.addAll(part)
    expect(left.state).toEqual(countOf(0, 900).state)
  })

  it('rises with the bits that are set', () => {
    for (let bits = 1; bits < 3_900; bits += 97) expect(distinctOf(bits + 97)).toBeGreaterThan(distinctOf(bits))
  })

  it('continues from a restored state, and is empty after a clear', () => {
    const count = countOf(0, 300)
    const other = new DistinctCount()
    other.restore(JSON.parse(JSON.stringify(count.state)))
    expect(other.estimate).toBe(count.estimate)
    other.clear()
    expect(other.estimate).toBe(0)
  })
})
