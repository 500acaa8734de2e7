import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { likeness, traitsOf } from './likeness.ts'

const item = (title: string, tags: string[] = [], kind?: string) => traitsOf({ title, tags, ...(kind && { kind }) })

describe('likeness', () => {
  it('counts a shared tag like two words and a shared kind like half a word', () => {
    expect(likeness(item('', ['a']), item('', ['a', 'b']))).toBeCloseTo(0.5)
    expect(likeness(item('red tea'), item('green tea'))).toBeCloseTo(1 / 3)
    expect(likeness(item('tea', [], 'drink'), item('cup', [], 'drink'))).toBeCloseTo(0.5 / 2.5)
  })

  it('two items that share nothing, or of which one is not described, are not alike', () => {
    expect(likeness(item('tea'), item('cup'))).toBe(0)
    expect(likeness(item(''), item(''))).toBe(0)
    expect(likeness(item('tea'), undefined)).toBe(0)
  })

  it('is in [0, 1], the same both ways, and 1 for an item and itself', () => {
    const any = fc
      .tuple(fc.string(), fc.array(fc.string()), fc.option(fc.string(), { nil: undefined }))
      .map(([title, tags, kind]) => item(title, tags, kind))
    fc.assert(
      fc.property(any, any, (a, b) => {
        const value = likeness(a, b)
        expect(value).toBeGreaterThanOrEqual(0)
        expect(value).toBeLessThanOrEqual(1)
        expect(likeness(b, a)).toBeCloseTo(value, 12)
        expect(likeness(a, a)).toBeCloseTo(a.size > 0 ? 1 : 0, 12)
      }),
    )
  })
})
