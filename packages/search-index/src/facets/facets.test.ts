import fc from 'fast-check'
import { describe, expect, test as it } from 'vitest'
import { SearchIndex } from '../search-index.ts'
import type { SearchRequest } from '../search-request.ts'
import { parseFacets } from './facets.ts'

const document = fc.record({
  id: fc.nat(40).map(String),
  title: fc.constantFrom('wing', 'heat', 'wing heat'),
  kind: fc.constantFrom('paper', 'page', undefined),
  tags: fc.array(fc.constantFrom('a', 'b', '__proto__'), { maxLength: 4 }),
  attributes: fc.record({ year: fc.constantFrom(1958, '1958', true, null, [1958, 2]) }),
})
const documents = fc.uniqueArray(document, { selector: ({ id }) => id, maxLength: 30 })

function ask(index: SearchIndex, request: Partial<SearchRequest>, ...names: string[]) {
  const parsed = parseFacets(names)
  if (!parsed.ok) throw new Error(parsed.message)
  return index.search({ query: '', limit: 1, facets: parsed.facets, ...request })
}

describe('facets', () => {
  it('facets count every match of query and filter, not only the page', () => {
    fc.assert(
      fc.property(documents, fc.constantFrom('wing', 'heat', ''), (items, query) => {
        const index = new SearchIndex()
        for (const item of items) index.put(item)
        const filter = ({ kind }: { kind?: string | undefined }): boolean => kind !== 'page'
        const matching = items.filter((item) => filter(item) && item.title.includes(query))
        const { facets, total } = ask(index, { query, filter }, 'kind', 'tags', 'attributes.year')
        const countOf = (facet: string, value: unknown): number =>
          facets?.get(facet)?.find((found) => found.value === value)?.count ?? 0
        expect(total).toEqual({ value: matching.length, relation: 'exact' })
        expect(countOf('kind', 'paper')).toBe(matching.filter(({ kind }) => kind === 'paper').length)
        expect(countOf('tags', '__proto__')).toBe(matching.filter(({ tags }) => tags.includes('__proto__')).length)
        expect(countOf('attributes.year', 1958)).toBe(
          matching.filter(({ attributes: { year } }) => year === 1958 || Array.isArray(year)).length,
        )
        expect(countOf('attributes.year', true)).toBe(
          matching.filter(({ attributes: { year } }) => year === true).length,
        )
      }),
    )
  })

  it('facets list the twenty commonest values, equals in order', () => {
    const index = new SearchIndex()
    for (let n = 0; n < 60; n++) index.put({ id: `${n}`, title: '', kind: n < 30 ? 'b' : `k${n}`, tags: ['z', 'y'] })
    const { facets } = ask(index, {}, 'kind', 'tags')
    expect(facets?.get('kind')?.[0]).toEqual({ value: 'b', count: 30 })
    expect(facets?.get('kind')).toHaveLength(20)
    expect(facets?.get('tags')).toEqual([
      { value: 'y', count: 60 },
      { value: 'z', count: 60 },
    ])
  })

  it('facets list values of equal count by type, then by value, and count a list once for each element', () => {
    const index = new SearchIndex()
    index.put({ id: '1', title: '', attributes: { x: [2, 'b', 1, true, 'a', 1, false, 'a'] } })
    const values = ask(index, {}, 'attributes.x').facets?.get('attributes.x')
    expect(values).toEqual([false, true, 1, 2, 'a', 'b'].map((value) => ({ value, count: 1 })))
  })

  it('facets drop the rarest values beyond twenty, not the last ones', () => {
    const index = new SearchIndex()
    let id = 0
    for (let kind = 0; kind < 25; kind++)
      for (let n = 0; n <= kind; n++) index.put({ id: `${id++}`, title: '', kind: `k${String(kind).padStart(2, '0')}` })
    const kinds = ask(index, {}, 'kind', 'kind').facets?.get('kind')
    expect(kinds).toEqual(
      Array.from({ length: 20 }, (_, n) => ({ value: `k${String(24 - n).padStart(2, '0')}`, count: 25 - n })),
    )
  })

  it.each(['colour', 'title', 'attributes.', 'attributes', ''])('rejects %j as a facet', (name) => {
    expect(parseFacets(['kind', name])).toEqual({
      ok: false,
      name,
      message: `"${name}" is no facet; use kind, tags or attributes.NAME`,
    })
  })
})

describe('the total', () => {
  const index = new SearchIndex()
  for (let n = 0; n < 20; n++) index.put({ id: `${n}`, title: n % 2 === 0 ? 'wing' : 'heat wing' })

  it.each([
    ['of everything', { query: '' }, 20, 'exact'],
    ['of one word', { query: 'heat' }, 10, 'exact'],
    ['that fits the page', { query: 'heat wing', limit: 30 }, 20, 'exact'],
    ['of more words', { query: 'heat wing' }, 20, 'atLeast'],
    ['behind a filter', { query: 'heat', filter: () => true }, 6, 'atLeast'],
    ['of nothing', { query: 'xylophone' }, 0, 'exact'],
  ])('the total %s', (_, request, value, relation) => {
    expect(index.search({ limit: 5, ...request }).total).toEqual({ value, relation })
  })
})
