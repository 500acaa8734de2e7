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

const idsOf = (items: readonly { itemId: string }[] = []) => items.map(({ itemId }) => itemId)

describe('relatedItems', () => {
  it('each source says what it knows of the same user, items and time', () => {
    const { data, others } = relatedItems(usage(), { itemIds: ['tea'], userId: 'ann' }, nowMs)
    expect(idsOf(data)).toEqual(['cup'])
    expect(idsOf(others?.nextItem)[0]).toBe('cup')
    expect(idsOf(others?.trend)).toContain('news')
    expect(idsOf(others?.timeOfWeek)).toEqual(['report'])
    expect(idsOf(others?.usualHour)).toEqual(['report'])
  })

  it('no source returns a given item, and none more than the limit', () => {
    const { data, others = {} } = relatedItems(usage(), { itemIds: ['tea', 'report'], userId: 'ann', limit: 1 }, nowMs)
    for (const items of [data, ...Object.values(others)]) {
      expect(idsOf(items)).not.toContain('tea')
      expect(idsOf(items)).not.toContain('report')
      expect(items.length).toBeLessThanOrEqual(1)
    }
  })

  it('for items that nobody has used, and for nobody, the sources that need neither answer', () => {
    const { data, others } = relatedItems(usage(), { itemIds: ['never used'] }, nowMs)
    expect(data).toEqual([])
    expect(idsOf(others?.trend)).toContain('news')
    expect(others?.nextItem).toEqual([])
    expect(relatedItems(usage(), { itemIds: [] }, nowMs).others?.nextItem).toEqual([])
    expect(idsOf(relatedItems(usage(), { itemIds: [], userId: 'ann' }, nowMs).others?.nextItem)).not.toEqual([])
  })

  it('removed items are in no list, and components that step aside list nothing', () => {
    const removals = { version: 1, from: (itemId: string) => (itemId === 'report' ? 0 : Number.POSITIVE_INFINITY) }
    const removed = relatedItems(usage(), { itemIds: [], userId: 'ann' }, nowMs, removals)
    for (const items of Object.values(removed.others ?? {})) expect(idsOf(items)).not.toContain('report')
    const { others } = relatedItems(usage(), { itemIds: [], userId: 'ann' }, nowMs, undefined, new Set(['timeOfWeek']))
    expect([others?.timeOfWeek, others?.usualHour]).toEqual([[], []])
  })
})
