import { describe, expect, it } from 'vitest'
import { itemWords, queryWords, sharedWords } from './item-words.ts'

const words = itemWords('acme', { title: 'Swimming otters', tags: ['wild'], text: 'in Zürich' })

describe('words of items', () => {
  it('words of a query match words of an item in another form, in every field', () => {
    for (const query of ['swim', 'otter', 'WILD', 'zurich']) expect(words).toContain(queryWords('acme', query)[0])
    expect(words).not.toContain(queryWords('acme', 'badger')[0])
  })

  it('the words of two tenants have different hashes', () => {
    expect(queryWords('globex', 'swim')).not.toEqual(queryWords('acme', 'swim'))
  })

  it('words of items are distinct 32-bit integers', () => {
    expect(words.every((word) => Number.isInteger(word) && Math.abs(word) <= 2 ** 31)).toBe(true)
    expect(new Set(words).size).toBe(words.length)
  })

  it('a query has at most 32 words', () => {
    expect(queryWords('acme', Array.from({ length: 100 }, (_, n) => `word${n}`).join(' '))).toHaveLength(32)
  })

  it('an item matches a query from a quarter of its words on, and never a query without words', () => {
    expect(sharedWords([1, 2, 9], [1, 2, 3, 4])).toBe(2)
    expect(sharedWords([1, 9], [1, 2, 3, 4])).toBe(1)
    expect(sharedWords([1, 9], [1, 2, 3, 4, 5])).toBe(0)
    expect(sharedWords([1], [])).toBe(0)
  })
})
