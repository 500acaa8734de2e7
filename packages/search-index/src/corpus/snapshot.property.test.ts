import fc from 'fast-check'
import { describe, expect, test as it } from 'vitest'
import { narrowed } from '../../test/narrowed.ts'
import { type SearchDocument, SearchIndex } from '../index.ts'

const words = fc
  .array(fc.constantFrom('wing', 'Wings', 'heat', 'the', 'Café', 'getUserName', '東京', 'a\ud83d'), { maxLength: 8 })
  .map((parts) => parts.join(' '))
const document = fc.record(
  {
    id: fc.nat(40).map(String),
    title: words,
    text: words,
    tags: fc.array(words, { maxLength: 2 }),
    attributes: fc.record({ a: fc.oneof(fc.nat(3), words) }),
  },
  { requiredKeys: ['id', 'title'] },
)
const changes = fc.array(fc.oneof(document, fc.nat(40).map(String)), { maxLength: 120 })

function apply(index: SearchIndex, list: readonly (SearchDocument | string)[]): SearchIndex {
  for (const change of list) {
    if (typeof change === 'string') index.remove(change)
    else index.put(change)
  }
  return index
}

it('a restored index answers, after further changes, as an index that saw all changes', () => {
  fc.assert(
    fc.property(changes, changes, words, (before, after, query) => {
      const restored = SearchIndex.decode(apply(new SearchIndex(), before).encode())
      restored.search({ query, limit: 1, ...narrowed({ sort: 'attributes.a' }) })
      const resumed = apply(restored, after)
      const rebuilt = apply(new SearchIndex(), [...before, ...after])
      const request = { query, limit: 50, explain: true, highlight: true }
      expect(resumed.search(request)).toEqual(rebuilt.search(request))
      const narrow = narrowed({ where: 'tags != "wing" and not attributes.a < 2', sort: '-attributes.a' })
      expect(resumed.search({ ...request, ...narrow })).toEqual(rebuilt.search({ ...request, ...narrow }))
      expect(resumed.similar({ text: query, itemIds: ['1'], limit: 50 })).toEqual(
        rebuilt.similar({ text: query, itemIds: ['1'], limit: 50 }),
      )
      expect(resumed.correct('wimg haet')).toEqual(rebuilt.correct('wimg haet'))
      expect(resumed.complete('w', 5)).toEqual(rebuilt.complete('w', 5))
      expect([resumed.size, resumed.documentBytes]).toEqual([rebuilt.size, rebuilt.documentBytes])
      expect(resumed.encode().length).toBeGreaterThan(0)
    }),
    { numRuns: 60 },
  )
})

describe('a snapshot', () => {
  const bytes = apply(new SearchIndex({ language: 'de' }), [
    { id: 'a', title: 'Wohnungen', attributes: { rent: 3 } },
  ]).encode()

  it('restores documents and language from any offset of a buffer', () => {
    const shifted = new Uint8Array(bytes.length + 3)
    shifted.set(bytes, 3)
    for (const snapshot of [bytes, shifted.subarray(3), Buffer.from(bytes)]) {
      const index = SearchIndex.decode(snapshot)
      expect(index.language).toBe('de')
      expect(index.search({ query: 'Wohnung', limit: 1 }).hits[0]?.id).toBe('a')
      expect(index.document('a')).toEqual({ id: 'a', title: 'Wohnungen', attributes: { rent: 3 } })
    }
  })

  it('rejects an index snapshot that is cut short anywhere', () => {
    for (let length = 0; length < bytes.length; length++) {
      expect(() => SearchIndex.decode(bytes.subarray(0, length))).toThrow(RangeError)
    }
  })

  it('rejects an index snapshot of another version and other bytes', () => {
    const newer = bytes.slice()
    newer[4] = 99
    expect(() => SearchIndex.decode(newer)).toThrow('version 99')
    expect(() => SearchIndex.decode(new Uint8Array(1000))).toThrow('not a snapshot')
  })
})
