import { NextItemModel } from '@inkling/predictors'
import { describe, expect, it } from 'vitest'
import { relatedItems } from './related-items.ts'

const nowMs = Date.parse('2026-11-23T09:00:00Z')
const hourMs = 3_600_000
const weekMs = 168 * hourMs

/** Ten sessions from tea to cup; everyone reads the news now; ann reads the report on Mondays at nine. */
function usage(): NextItemModel {
  const model = new NextItemModel()
  const events = [
    ...Array.from({ length: 10 }, (_, n) => [
      { itemId: 'tea', sessionId: `s${n}`, atMs: nowMs - 50 * hourMs },
      { itemId: 'cup', sessionId: `s${n}`, atMs: nowMs - 50 * hourMs + 1 },
      { itemId: 'news', sessionId: `n${n}`, atMs: nowMs - hourMs },
    ]).flat(),
    ...[1, 2, 3].map((week) => ({ itemId: 'report', userId: 'ann', atMs: nowMs - week * weekMs })),
  ]
  for (const event of events.toSorted((a, b) => a.atMs - b.atMs)) model.apply(event)
  return model
}

/** The items that each source lists, best first. */
function listsOf(...asked: Parameters<typeof relatedItems>): Record<string, string[]> {
  const { itemIds, scores } = relatedItems(...asked)
  return Object.fromEntries(
    Object.entries(scores).map(([source, own]) => {
      const order = [...own.keys()].filter((n) => own[n]).sort((a, b) => (own[b] ?? 0) - (own[a] ?? 0))
      return [source, order.map((n) => itemIds[n] ?? '')]
    }),
  )
}

describe('relatedItems', () => {
  it('each source says what it knows of the same user, items and time', () => {
    const { coOccurrence, nextItem, ...others } = listsOf(usage(), { itemIds: ['tea'], userId: 'ann' }, nowMs)
    expect([coOccurrence, nextItem?.[0]]).toEqual([['cup'], 'cup'])
    expect(others).toMatchObject({ trend: expect.arrayContaining(['news']), timeOfWeek: ['report'] })
    expect(others.usualHour).toEqual(['report'])
  })

  it('the best item of a source has a million, each item one row, and each score is a whole number', () => {
    const { itemIds, scores } = relatedItems(usage(), { itemIds: ['tea'], userId: 'ann' }, nowMs)
    expect(new Set(itemIds).size).toBe(itemIds.length)
    for (const own of Object.values(scores)) {
      expect(own).toHaveLength(itemIds.length)
      expect(Math.max(...own)).toBe(1_000_000)
      expect(own.every(Number.isInteger)).toBe(true)
    }
  })

  it('no source returns a given item, and none more than the limit', () => {
    const lists = listsOf(usage(), { itemIds: ['tea', 'report'], userId: 'ann', limit: 1 }, nowMs)
    expect(Object.keys(lists)).toContain('nextItem')
    for (const items of Object.values(lists)) {
      expect(items).not.toContain('tea')
      expect(items).not.toContain('report')
      expect(items.length).toBeLessThanOrEqual(1)
    }
  })

  it('for items that nobody has used, and for nobody, the sources that need neither answer', () => {
    const lists = listsOf(usage(), { itemIds: ['never used'] }, nowMs)
    expect(lists.trend).toContain('news')
    expect([lists.coOccurrence, lists.nextItem]).toEqual([undefined, undefined])
    expect(listsOf(usage(), { itemIds: [] }, nowMs).nextItem).toBeUndefined()
    expect(listsOf(usage(), { itemIds: [], userId: 'ann' }, nowMs).nextItem).toBeDefined()
  })

  it('removed items are in no list, and components that step aside list nothing', () => {
    const removals = { version: 1, from: (itemId: string) => (itemId === 'report' ? 0 : Number.POSITIVE_INFINITY) }
    const removed = relatedItems(usage(), { itemIds: [], userId: 'ann' }, nowMs, removals)
    expect(removed.itemIds).not.toContain('report')
    const lists = listsOf(usage(), { itemIds: [], userId: 'ann' }, nowMs, undefined, new Set(['timeOfWeek']))
    expect([lists.timeOfWeek, lists.usualHour]).toEqual([undefined, undefined])
  })
})
