import { expect, it } from 'vitest'
import { titledIndex } from '../test/titled-index.ts'
import { querySyntax, SearchIndex } from './index.ts'

const ids = (index: SearchIndex, query: string, limit = 10): string[] =>
  index.search({ query, limit }).hits.map(({ id }) => id)

it('searches the first 256 distinct terms of a query', () => {
  const index = titledIndex('wing')
  const letters = Array.from({ length: 256 }, (_, n) => `${'abcdefghijklmnop'[n >> 4]}${'abcdefghijklmnop'[n & 15]}xq`)
  expect(ids(index, `${letters.slice(0, 255).join(' ')} wing`)).toEqual(['d0'])
  expect(ids(index, `${letters.join(' ')} wing`)).toEqual([])
})

it('corrects the first 128 misspelt words of a query', () => {
  const correction = titledIndex('boundary').correct(Array.from({ length: 130 }, () => 'bounadry').join(' '))
  expect(correction?.changes).toHaveLength(128)
})

it('marks the match of a text wherever it stands', () => {
  const index = new SearchIndex()
  const fillers = { near: '. '.repeat(9_990), far: 'lorem '.repeat(100_000), foreign: 'größer '.repeat(20_000) }
  for (const [id, filler] of Object.entries(fillers)) index.put({ id, title: id, text: `${filler}wing` })
  for (const { highlight } of index.search({ query: 'wing', limit: 3, highlight: true }).hits) {
    expect(highlight?.text).toContain('<mark>wing</mark>')
    expect(highlight?.text?.length).toBeLessThan(200)
  }
})

it('finds a phrase in the first 100,000 characters of a field', () => {
  const index = new SearchIndex()
  index.put({ id: 'near', title: '', text: `${'x '.repeat(49_990)}boundary layer` })
  index.put({ id: 'far', title: '', text: `${'x '.repeat(50_000)}boundary layer` })
  expect(ids(index, '"boundary layer"')).toEqual(['near'])
})

it('indexes the first 20,000 distinct words of a document', () => {
  const index = new SearchIndex({ language: 'none' })
  // The numbers from 0 on, their digits as letters.
  const letters = Array.from({ length: 20_010 }, (_, n) => [...String(n)].map((digit) => 'abcdefghij'[Number(digit)]))
  index.put({ id: 'a', title: '', text: letters.map((word) => word.join('')).join(' ') })
  expect(ids(index, 'bjjjj')).toEqual(['a'])
  expect(ids(index, 'caaaj')).toEqual([])
})

it('orders strings by their first 256 characters, equal ones by id', () => {
  const index = new SearchIndex()
  index.put({ id: 'a', title: `${'x'.repeat(256)}2` })
  index.put({ id: 'b', title: `${'x'.repeat(256)}1` })
  index.put({ id: 'c', title: `${'x'.repeat(255)}1` })
  const sort = querySyntax.parseSort('title')
  const request = { query: '', limit: 3, ...(sort.ok && { sort: sort.sort }) }
  expect(index.search(request).hits.map(({ id }) => id)).toEqual(['c', 'a', 'b'])
})

it('accepts 10,000 synonym rules and rejects more', () => {
  const rules = Array.from({ length: 10_001 }, (_, n) => [`a${n}`, `b${n}`])
  expect(() => new SearchIndex({ synonyms: rules.slice(1) })).not.toThrow()
  expect(() => new SearchIndex({ synonyms: rules })).toThrow(
    new RangeError('synonyms has 10001 rules; it must have at most 10000'),
  )
})

it('ranks the own word of a query above its synonym', () => {
  const index = new SearchIndex({ synonyms: [['television', 'telly']] })
  index.put({ id: 'a', title: 'telly' })
  index.put({ id: 'b', title: 'television' })
  expect(ids(index, 'television')).toEqual(['b', 'a'])
  expect(ids(index, 'telly')).toEqual(['a', 'b'])
})

it('ranks content words above stop words', () => {
  const index = titledIndex('who', 'wing', 'other things', 'further things')
  expect(ids(index, 'who wing')).toEqual(['d1'])
  expect(ids(index, 'who')).toEqual(['d0'])
})

it('offers title phrases that at least two titles hold', () => {
  const once = titledIndex('boundary layer', 'boundary condition')
  expect(once.complete('bound', 5).map(({ text }) => text)).toEqual(['boundary'])
  const twice = titledIndex('boundary layer', 'the boundary layer')
  expect(twice.complete('bound', 5)).toContainEqual({ text: 'boundary layer', count: 2 })
})
