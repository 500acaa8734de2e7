import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decayedUses, halfLifeOf } from './decay.ts'

const dayMs = 86_400_000
const nowMs = Date.parse('2026-11-29T12:00:00Z')
const daysAgo = (days: number, count = 1) => ({ count, atMs: nowMs - days * dayMs })

describe('decayedUses', () => {
  it('counts a use half after each half-life', () => {
    expect(decayedUses([daysAgo(0), daysAgo(30), daysAgo(60, 2)], nowMs, 30)).toBe(2)
  })

  it('counts a use in the future as one of now', () => {
    expect(decayedUses([daysAgo(-5)], nowMs, 30)).toBe(1)
  })

  it('never rises while time passes, and rises with each use', () => {
    const uses = fc.array(
      fc.record({ count: fc.integer({ min: 1, max: 9 }), atMs: fc.integer({ min: 0, max: nowMs }) }),
    )
    fc.assert(
      fc.property(uses, fc.integer({ min: 0, max: 1_000 * dayMs }), (list, laterMs) => {
        const score = decayedUses(list, nowMs, 30)
        expect(decayedUses(list, nowMs + laterMs, 30)).toBeLessThanOrEqual(score)
        expect(decayedUses([...list, daysAgo(0)], nowMs, 30)).toBeGreaterThan(score)
      }),
    )
  })
})

describe('halfLifeOf', () => {
  const options = { halfLifeDays: 90, halfLifeDaysByKind: { news: 2 } }

  it('takes the half-life of the kind, or that of all others', () => {
    expect([halfLifeOf('news', options), halfLifeOf('page', options), halfLifeOf(undefined, options)]).toEqual([
      2, 90, 90,
    ])
    expect(halfLifeOf('constructor', options)).toBe(90)
  })

  it.each([-1, Number.NaN, Number.POSITIVE_INFINITY])('rejects a half-life of %s days', (wrong) => {
    expect(() => halfLifeOf('news', { ...options, halfLifeDaysByKind: { news: wrong } })).toThrow(RangeError)
  })
})
