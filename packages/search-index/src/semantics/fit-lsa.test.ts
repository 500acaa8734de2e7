import { describe, expect, it } from 'vitest'
import { topicalDocuments } from '../../test/topical-documents.ts'
import { SearchIndex } from '../search-index.ts'
import { fitLsa } from './fit-lsa.ts'
import { decodeLsa, encodeLsa } from './lsa-codec.ts'

const documents = topicalDocuments(80)
const model = fitLsa(documents)

function indexOf(items: typeof documents): SearchIndex {
  const index = new SearchIndex()
  index.use(model)
  for (const item of items) index.put(item)
  return index
}

const idsOf = (index: SearchIndex, query: string): string[] =>
  index.search({ query, limit: 10, mode: 'semantic' }).hits.map(({ id }) => id)

describe('fitLsa', () => {
  it('finds documents of a topic that do not hold the word', () => {
    const found = idsOf(indexOf(documents), 'yeast')
    expect(found.length).toBeGreaterThan(4)
    expect(found.every((id) => id.startsWith('2-'))).toBe(true)
    const texts = found.map((id) => documents.find((document) => document.id === id)?.text ?? '')
    expect(texts.some((text) => !text.includes('yeast'))).toBe(true)
  })

  it('finds a document by meaning as soon as it is added', () => {
    const index = indexOf(documents)
    index.put({ id: 'new', title: 'violin chord', text: 'song tempo' })
    expect(idsOf(index, 'melody tempo song violin chord')).toContain('new')
    index.remove('new')
    expect(idsOf(index, 'melody tempo song violin chord')).not.toContain('new')
  })

  it('fits the same model in any order of the documents', () => {
    expect(encodeLsa(fitLsa(documents.toReversed()))).toEqual(encodeLsa(model))
  })

  it.each([0, 1, 2])('fits %i documents', (count) => {
    const few = documents.slice(0, count)
    const index = new SearchIndex()
    for (const item of few) index.put(item)
    index.use(fitLsa(few))
    expect(index.search({ query: few.map(({ text }) => text).join(' '), limit: 5 }).hits.length).toBe(count)
  })
})

it('ranks documents that all say the same, in one dimension', () => {
  const lamps = Array.from({ length: 30 }, (_, n) => ({
    id: `lamp ${n}`,
    title: `Lamp number ${n}`,
    text: 'gives light',
  }))
  const index = new SearchIndex()
  for (const lamp of lamps) index.put(lamp)
  index.use(fitLsa(lamps))
  expect(idsOf(index, 'lamp')).toHaveLength(10)
})

describe('a stored model', () => {
  it('a decoded model ranks as the original', () => {
    const index = new SearchIndex()
    index.use(decodeLsa(encodeLsa(model)))
    for (const item of documents) index.put(item)
    const request = { query: 'blood pulse valve', limit: 50, explain: true }
    expect(index.search(request)).toEqual(indexOf(documents).search(request))
  })

  it('rejects a model of another version or one that is cut short', () => {
    const bytes = encodeLsa(model)
    expect(() => decodeLsa(bytes.subarray(0, bytes.length - model.parts.vectors.length))).toThrow(RangeError)
    const text = Buffer.from(bytes).toString('latin1').replace('"version":2', '"version":0')
    expect(() => decodeLsa(Buffer.from(text, 'latin1'))).toThrow(RangeError)
  })
})
