import { describe, expect, it } from 'vitest'
import { NextItemModel } from './next-item-model.ts'
import type { Removals } from './removal-times.ts'

const hourMs = 3_600_000
const nowMs = Date.parse('2026-11-28T12:00:00Z')

/** Sixty people who go from "a" mostly to "b", else to one of ten others. */
function model(): NextItemModel {
  const learned = new NextItemModel()
  for (let n = 0; n < 60; n++)
    for (const itemId of ['a', n % 6 === 0 ? `x${n % 10}` : 'b'])
      learned.observe({ itemId, sessionId: `s${n}`, atMs: nowMs - hourMs + n })
  return learned
}

/** @param times from when on items are removed */
function removalsOf(times: Record<string, number>) {
  const from = (itemId: string) => times[itemId] ?? Number.POSITIVE_INFINITY
  return { version: 1, from, times }
}

const ask = (learned: NextItemModel, removals?: Removals, own = {}) =>
  learned.predict({ recent: ['a'], atMs: nowMs, limit: 5, ...(removals && { removals }), ...own })
const idsOf = (listed: readonly { itemId: string }[]) => listed.map(({ itemId }) => itemId)
const sumOf = (listed: readonly { probability: number }[]) =>
  listed.reduce((sum, { probability }) => sum + probability, 0)
const gone = Number.NEGATIVE_INFINITY

describe('removed items', () => {
  it('a removed item is not predicted, and others take its place in the list', () => {
    const learned = model()
    expect(idsOf(ask(learned))[0]).toBe('b')
    const listed = ask(learned, removalsOf({ b: gone }))
    expect(listed).toHaveLength(5)
    expect(idsOf(listed)).not.toContain('b')
  })

  it('the other items share the probability of removed ones, which sums to at most 1', () => {
    const learned = model()
    const others = ask(learned, undefined, { limit: 50 }).filter(({ itemId }) => itemId !== 'b')
    const listed = ask(learned, removalsOf({ b: gone }), { limit: 50 })
    expect(idsOf(listed).toSorted()).toEqual(idsOf(others).toSorted())
    expect(sumOf(listed)).toBeGreaterThan(sumOf(others))
    expect(sumOf(listed)).toBeLessThanOrEqual(1 + 1e-9)
  })

  it('the reasons for a prediction add up to its probability beside removed items', () => {
    for (const { probability, reasons = [] } of ask(model(), removalsOf({ b: gone }), { explain: true }))
      expect(reasons.reduce((sum, { weight, score }) => sum + weight * score, 0)).toBeCloseTo(probability, 9)
  })

  it('a removed item still tells where the user is', () => {
    const learned = model()
    const fromRemoved = ask(learned, removalsOf({ a: gone }))
    expect(idsOf(fromRemoved)[0]).toBe('b')
    expect(idsOf(fromRemoved)).not.toContain('a')
  })

  it('an item is predicted until it expires', () => {
    const learned = model()
    const removals = removalsOf({ b: nowMs })
    expect(idsOf(ask(learned, removals, { atMs: nowMs - 1 }))).toContain('b')
    expect(idsOf(ask(learned, removals))).not.toContain('b')
  })

  it('an item that comes back is predicted again, and its model is what it was', () => {
    const learned = model()
    const before = ask(learned)
    const { times, ...removals } = removalsOf({ b: gone })
    ask(learned, removals)
    delete times.b
    expect(ask(learned, { ...removals, version: 2 })).toEqual(before)
    expect(ask(learned)).toEqual(before)
  })

  it('numbers of items that change when the log is compacted hide no other item', () => {
    const learned = new NextItemModel({ capacity: 40 })
    const removals = removalsOf({ old: gone, b: gone })
    const answers = Array.from({ length: 100 }, (_, n) => {
      learned.apply({ itemId: n < 3 ? 'old' : ['a', 'b', 'c', 'd'][n % 4]!, sessionId: 's', atMs: nowMs - 1_000 + n })
      return idsOf(learned.predict({ sessionId: 's', atMs: nowMs, removals }))
    })
    for (const itemId of ['old', 'b']) expect(answers.flat()).not.toContain(itemId)
    for (const answer of answers.slice(9)) expect(answer.toSorted()).toEqual(['a', 'c', 'd'])
  })

  it('returns nothing if all items are removed', () => {
    expect(ask(model(), { version: 1, from: () => gone })).toEqual([])
  })

  it('an item that is like the present one but removed is not predicted from content', () => {
    const learned = new NextItemModel({ neighboursOf: () => ['new', 'removed'] })
    learned.apply({ itemId: 'a', sessionId: 's', atMs: nowMs })
    const listed = idsOf(ask(learned, removalsOf({ removed: gone })))
    expect(listed).toContain('new')
    expect(listed).not.toContain('removed')
  })

  it('a removed item is not related to others, and another takes its place', () => {
    const learned = model()
    expect(idsOf(learned.related(['a'], 3))).toContain('b')
    const related = learned.related(['a'], 3, removalsOf({ b: gone }), nowMs)
    expect(related).toHaveLength(3)
    expect(idsOf(related)).not.toContain('b')
  })

  it('a model without removed items takes no memory for them', () => {
    const learned = model()
    ask(learned)
    const before = learned.bytes
    ask(learned, removalsOf({ b: gone }))
    expect(learned.bytes).toBeGreaterThan(before)
  })
})
