import fc from 'fast-check'
import { expect, test as it } from 'vitest'
import { topicalDocuments } from '../../test/topical-documents.ts'
import type { SearchDocument } from '../document.ts'
import { SearchIndex } from '../search-index.ts'
import { fitLsa } from './fit-lsa.ts'
import { LsaModel } from './lsa-model.ts'

const plain = fitLsa(topicalDocuments(80))
const { parts } = plain
const listed = new LsaModel({ ...parts, centroids: parts.vectors.slice(0, 5 * parts.dimensions) })

const words = fc
  .array(fc.constantFrom('engine', 'wheels', 'motor', 'blood', 'pulse', 'yeast', 'oven', 'unheard'), { maxLength: 6 })
  .map((parts) => parts.join(' '))
const document = fc.record({ id: fc.nat(120).map(String), title: words, text: words })
/** Documents put, and ids removed; enough of both that slots are moved together. */
const changes = fc.array(fc.oneof(document, fc.nat(120).map(String)), { maxLength: 200, size: 'max' })

function apply(index: SearchIndex, list: readonly (SearchDocument | string)[]): SearchIndex {
  for (const change of list) {
    if (typeof change === 'string') index.remove(change)
    else index.put(change)
  }
  return index
}

const using = (model: LsaModel): SearchIndex => {
  const index = new SearchIndex()
  index.use(model)
  return index
}

it('a restored index with its vectors ranks, after further changes, as an index that saw all changes', () => {
  fc.assert(
    fc.property(fc.constantFrom(plain, listed), changes, changes, words, (model, before, after, query) => {
      const original = apply(using(model), before)
      const restored = SearchIndex.decode(original.encode())
      restored.use(model, original.encodeVectors())
      const rebuilt = apply(using(model), [...before, ...after])
      for (const index of [restored, original]) {
        apply(index, after)
        for (const mode of ['semantic', 'hybrid'] as const) {
          const request = { query, limit: 50, explain: true, mode }
          expect(index.search(request)).toEqual(rebuilt.search(request))
        }
      }
    }),
    { numRuns: 60 },
  )
})

it('rejects vectors of other documents or of another model', () => {
  const index = apply(using(listed), topicalDocuments(10))
  const vectors = index.encodeVectors()
  expect(() => index.use(listed, vectors.subarray(1))).toThrow(RangeError)
  expect(() => index.use(plain, vectors.fill(200))).toThrow(RangeError)
  expect(index.search({ query: 'engine', limit: 3 }).hits.length).toBeGreaterThan(0)
})
