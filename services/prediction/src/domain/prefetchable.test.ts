import type { Item } from '@inkling/contracts'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { prefetchable } from './prefetchable.ts'

const times = { createdAt: '2026-11-21', updatedAt: '2026-11-21' }
const described = (id: string, own: Partial<Item> = {}): Item => ({ id, title: id, ...times, ...own })
const predicted = (likelihoods: Record<string, number>) =>
  Object.entries(likelihoods).map(([itemId, probability]) => ({ itemId, probability, score: 0 }))
const idsOf = ({ data }: ReturnType<typeof prefetchable>) => data.map(({ itemId }) => itemId)

describe('prefetchable', () => {
  it('never exceeds its budget, and lists nothing twice or below the threshold', () => {
    const one = fc.record({ probability: fc.double({ min: 0, max: 1, noNaN: true }), size: fc.option(fc.nat(1_000)) })
    const budgets = fc.record({ requests: fc.nat(8), bytes: fc.nat(3_000) }, { requiredKeys: [] })
    const threshold = fc.double({ min: 0, max: 1, noNaN: true })
    fc.assert(
      fc.property(fc.array(one, { maxLength: 30 }), budgets, threshold, (all, budget, least) => {
        const predictions = all.map(({ probability }, n) => ({ itemId: `i${n}`, probability, score: 0 }))
        const items = all.map(({ size }, n) => described(`i${n}`, size === null ? {} : { sizeBytes: size }))
        const { data } = prefetchable(predictions, items, least, budget)
        const sizes = data.map(({ itemId }) => items.find(({ id }) => id === itemId)?.sizeBytes ?? Infinity)
        expect(new Set(data.map(({ itemId }) => itemId)).size).toBe(data.length)
        expect(data.length).toBeLessThanOrEqual(budget.requests ?? Infinity)
        const bytes = budget.bytes === undefined ? 0 : sizes.reduce((sum, size) => sum + size, 0)
        expect(bytes).toBeLessThanOrEqual(budget.bytes ?? 0)
        for (const { probability = 0 } of data) expect(probability).toBeGreaterThanOrEqual(least * (1 - 1e-9))
      }),
      { numRuns: 500 },
    )
  })

  it('prefers what promises most per byte, and leaves out items without a size while bytes count', () => {
    const predictions = predicted({ large: 0.5, small: 0.4, unknown: 0.9 })
    const items = [described('large', { sizeBytes: 900 }), described('small', { sizeBytes: 200 })]
    expect(idsOf(prefetchable(predictions, items, 0.1, { bytes: 1_100 }))).toEqual(['small', 'large'])
    expect(idsOf(prefetchable(predictions, items, 0.1, { bytes: 1_000 }))).toEqual(['large'])
    expect(idsOf(prefetchable(predictions, items, 0.1, { requests: 2 }))).toEqual(['unknown', 'large'])
    expect(idsOf(prefetchable(predictions, items, 0.1, { requests: 0 }))).toEqual([])
  })

  it('leaves out what is less probable than the threshold, and items that forbid it', () => {
    const predictions = predicted({ likely: 0.4, just: 0.3, less: 0.29 })
    const items = [described('likely', { attributes: { prefetch: false } })]
    expect(idsOf(prefetchable(predictions, items, 0.3, { requests: 9 }))).toEqual(['just'])
  })

  it('tells by its digest when other sizes or another threshold were used', () => {
    const predictions = predicted({ a: 0.5 })
    const digest = (sizeBytes: number, threshold: number) =>
      prefetchable(predictions, [described('a', { sizeBytes })], threshold, { bytes: 9 }).digest
    expect(digest(1, 0.2)).toBe(digest(1, 0.2))
    expect(new Set([digest(1, 0.2), digest(2, 0.2), digest(1, 0.3)]).size).toBe(3)
  })
})
