import fc from 'fast-check'
import { expect, test as it } from 'vitest'
import { SearchIndex } from '../search-index.ts'
import type { Sort } from './sort.ts'
import { parseSort } from './sort.ts'

const price = fc.option(fc.oneof(fc.nat(5), fc.constantFrom('a', 'b'), fc.boolean(), fc.constant([1])), {
  nil: undefined,
})
const documents = fc.uniqueArray(
  fc.record({ id: fc.nat(60).map(String), title: fc.constantFrom('wing', 'wing heat', 'heat'), price }),
  { selector: ({ id }) => id, maxLength: 25 },
)

function sortBy(source: string): Sort {
  const parsed = parseSort(source)
  if (!parsed.ok || parsed.sort === undefined) throw new Error(source)
  return parsed.sort
}

function indexOf(items: readonly { id: string; title: string; price?: unknown }[]): SearchIndex {
  const index = new SearchIndex()
  for (const { id, title, price } of items) index.put({ id, title, attributes: { price: price as never } })
  return index
}

function pages(index: SearchIndex, sort: Sort, limit: number, between: () => void = () => undefined): string[] {
  const visited: string[] = []
  for (let after: ReturnType<typeof index.search>['next']; ; ) {
    const page = index.search({ query: 'wing', limit, sort, after })
    visited.push(...page.hits.map(({ id }) => id))
    if (page.next === undefined) return visited
    after = JSON.parse(JSON.stringify(page.next))
    between()
  }
}

it('sorts matches, those without a value last, ties by id', () => {
  const index = indexOf([
    { id: 'a', title: 'wing' },
    { id: 'b', title: 'wing', price: 2 },
    { id: 'c', title: 'wing', price: 10 },
    { id: 'd', title: 'wing', price: 2 },
    { id: 'e', title: 'heat', price: 1 },
  ])
  expect(pages(index, sortBy('attributes.price'), 10)).toEqual(['b', 'd', 'c', 'a'])
  expect(pages(index, sortBy('-attributes.price'), 10)).toEqual(['c', 'b', 'd', 'a'])
  expect(pages(index, sortBy('-id'), 10)).toEqual(['d', 'c', 'b', 'a'])
  const [first] = index.search({ query: 'wing', limit: 1, sort: sortBy('id') }).hits
  expect(first?.score).toBe(index.search({ query: 'wing', limit: 10 }).hits.find(({ id }) => id === 'a')?.score)
})

it('sorted pages show every match once, whatever is written between them', () => {
  const arrivals = fc.array(fc.record({ title: fc.constant('wing'), price }), { maxLength: 5 })
  fc.assert(
    fc.property(
      documents,
      arrivals,
      fc.integer({ min: 1, max: 4 }),
      fc.constantFrom('attributes.price', '-attributes.price', 'title', '-id'),
      (items, later, limit, order) => {
        const index = indexOf(items)
        const all = pages(index, sortBy(order), 100)
        let arrived = 0
        const visited = pages(index, sortBy(order), limit, () => {
          const next = later[arrived++]
          if (next) index.put({ id: `new ${arrived}`, title: next.title, attributes: { price: next.price as never } })
        })
        expect(visited.filter((id) => !id.startsWith('new'))).toEqual(all)
        expect(new Set(visited).size).toBe(visited.length)
      },
    ),
  )
})

const forms =
  'write one field, such as attributes.price, attributes.price:asc, attributes.price:desc or -attributes.price'

it('sorts texts without regard to case, accents and markup', () => {
  const titles = ['Öl', 'apple', '<i>Berry</i>', 'Aardvark', 'éclair', 'zebra', 'Fig']
  const index = new SearchIndex()
  for (const [n, title] of titles.entries()) index.put({ id: `${n}`, title })
  const sorted = (source: string) =>
    index.search({ query: '', limit: 9, sort: sortBy(source) }).hits.map(({ id }) => titles[Number(id)])
  expect(sorted('title')).toEqual(['Aardvark', 'apple', '<i>Berry</i>', 'éclair', 'Fig', 'Öl', 'zebra'])
  expect(sorted('title:asc')).toEqual(sorted('title'))
  expect(sorted('title:desc')).toEqual(sorted('title').toReversed())
  expect(sorted('-title')).toEqual(sorted('title:desc'))
})

it.each([
  [
    'colour',
    1,
    '"colour" is no field to sort by; use score, id, kind, title, url, createdAt, updatedAt or attributes.NAME',
  ],
  ['-', 2, '"" is no field to sort by; use score, id, kind, title, url, createdAt, updatedAt or attributes.NAME'],
  ['-tags', 2, 'tags have no order'],
  ['-score', 2, 'score is best first already'],
  ['score:desc', 1, 'score is best first already'],
  ['title:up', 6, `":up" is no direction; ${forms}`],
  ['-title:asc', 7, `a field has one direction, - or :asc; ${forms}`],
  ['attributes.price,-title', 17, `sorting by several fields is not possible; ${forms}`],
])('%j is an error at column %d', (source, column, message) => {
  expect(parseSort(source)).toEqual({ ok: false, column, message })
})

it('parses score as the default order', () => {
  expect(parseSort('score')).toEqual({ ok: true, sort: undefined })
})

it('sorts numbers, then strings, then booleans, and lists and missing values last, in reverse when descending', () => {
  const prices = { t: true, f: false, b: 'b', a: 'a', 9: 9, 10: 10, list: [1], object: { x: 1 } }
  const index = indexOf(Object.entries(prices).map(([id, value]) => ({ id, title: 'wing', price: value })))
  const rising = ['9', '10', 'a', 'b', 'f', 't', 'list', 'object']
  const falling = ['t', 'f', 'b', 'a', '10', '9', 'list', 'object']
  for (const limit of [1, 3, 10]) {
    expect(pages(index, sortBy('attributes.price'), limit)).toEqual(rising)
    expect(pages(index, sortBy('-attributes.price'), limit)).toEqual(falling)
  }
})

it('compares the first 256 characters of a text, then ids', () => {
  const text = 'x'.repeat(255)
  const index = indexOf([
    { id: 'a', title: 'wing', price: `${text}b2` },
    { id: 'b', title: 'wing', price: `${text}b1` },
    { id: 'c', title: 'wing', price: `${text}a3` },
  ])
  expect(pages(index, sortBy('attributes.price'), 10)).toEqual(['c', 'a', 'b'])
})

it('sorts all documents by a field, and lists them by id, where nothing is asked for', () => {
  const index = indexOf(['c', 'a', 'd', 'b'].map((id, n) => ({ id, title: 'wing', price: n % 2 })))
  const ids = (sort?: Sort, after?: { id: string; score: number; key?: number }) =>
    index.search({ query: '', limit: 3, sort, after }).hits.map(({ id }) => id)
  expect(ids(sortBy('-attributes.price'))).toEqual(['a', 'b', 'c'])
  expect(ids()).toEqual(['a', 'b', 'c'])
  expect(ids(undefined, { id: 'b', score: 0 })).toEqual(['c', 'd'])
})
