import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { diversify } from './diversify.ts'

const share = fc.double({ min: 0, max: 1, noNaN: true })
const scores = fc.array(share, { maxLength: 12 })
/** Items of the same remainder are alike. */
const byKind = (a: number, b: number) => (a % 3 === b % 3 ? 1 : 0)

describe('diversify', () => {
  it('picks each item once at most, as many as asked for, the best one first', () => {
    fc.assert(
      fc.property(scores, share, fc.nat(15), (all, diversity, limit) => {
        const picked = diversify(all, { similarity: byKind, diversity, limit })
        expect(new Set(picked).size).toBe(Math.min(limit, all.length))
        expect(picked).toHaveLength(Math.min(limit, all.length))
        // Weighted, because (1 − diversity) · 5e-324 is 0.
        const weighted = all.map((score) => (1 - diversity) * score)
        for (const best of picked.slice(0, 1)) expect(weighted[best]).toBe(Math.max(...weighted))
      }),
    )
  })

  it('orders by score without diversity, and asks for no similarity', () => {
    const similarity = () => {
      throw new Error('not needed')
    }
    fc.assert(
      fc.property(scores, (all) => {
        const picked = diversify(all, { similarity, diversity: 0 })
        const sorted = [...all.keys()].sort((a, b) => (all[b] ?? 0) - (all[a] ?? 0) || a - b)
        expect(picked).toEqual(sorted)
      }),
    )
  })

  it('picks the highest (1 − diversity) · score − diversity · greatest similarity to those before', () => {
    fc.assert(
      fc.property(scores, share, fc.array(share, { minLength: 144, maxLength: 144 }), (all, diversity, likeness) => {
        const similarity = (a: number, b: number) => likeness[Math.min(a, b) * 12 + Math.max(a, b)] ?? 0
        const picked = diversify(all, { similarity, diversity })
        for (const [n, item] of picked.entries()) {
          const relevance = (i: number) =>
            (1 - diversity) * (all[i] ?? 0) -
            diversity * Math.max(0, ...picked.slice(0, n).map((before) => similarity(before, i)))
          for (const later of picked.slice(n)) expect(relevance(item)).toBeGreaterThanOrEqual(relevance(later) - 1e-12)
        }
      }),
    )
  })

  it('shows one item of each kind first if only diversity counts', () => {
    const picked = diversify([0.9, 0.1, 0.2, 0.8, 0.7, 0.6], { similarity: byKind, diversity: 1, limit: 3 })
    expect(new Set(picked.map((i) => i % 3)).size).toBe(3)
    expect(diversify([0.9, 0.5, 0.4, 0.8], { similarity: byKind, diversity: 0.5 })).toEqual([0, 1, 2, 3])
    expect(diversify([0.9, 0.5, 0.4, 0.8], { similarity: byKind, diversity: 0.1 })).toEqual([0, 3, 1, 2])
  })

  it('rejects a diversity out of range', () => {
    for (const diversity of [-0.1, 1.1, Number.NaN])
      expect(() => diversify([1], { similarity: byKind, diversity })).toThrow(`at most 1, got ${diversity}`)
  })
})
