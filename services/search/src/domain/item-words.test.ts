import { describe, expect, it } from 'vitest'
import { itemWords, queryWords, sharedWords } from './item-words.ts'

const words = itemWords('acme', { title: 'Swimming otters', tags: ['wild'], text: 'in Zürich' })

describe('words of items', () => {
  it('are met by the words of a query in another form, wherever in the item they are', () => {
    for (const query of ['swim', 'otter', 'WILD', 'zurich']) expect(words).toContain(queryWords('acme', query)[0])
    expect(words).not.toContain(queryWords('acme', 'badger')[0])
  })

  it('of one tenant are not those of another', () => {
    expect(queryWords('globex', 'swim')).not.toEqual(queryWords('acme', 'swim'))
  })

  it('are 32-bit integers, each once', () => {
    expect(words.every((word) => Number.isInteger(word) && Math.abs(word) <= 2 ** 31)).toBe(true)
    expect(new Set(words).size).toBe(words.length)
  })

  it('of a query are at most 32', () => {
    expect(queryWords('acme', Array.from({ length: 100 }, (_, n) => `word${n}`).join(' '))).toHaveLength(32)
  })

  it('are enough for a query of which they are a quarter, not fewer, and not for one without words', () => {
    expect(sharedWords([1, 2, 9], [1, 2, 3, 4])).toBe(2)
    expect(sharedWords([1, 9], [1, 2, 3, 4])).toBe(1)
    expect(sharedWords([1, 9], [1, 2, 3, 4, 5])).toBe(0)
    expect(sharedWords([1], [])).toBe(0)
  })
})
