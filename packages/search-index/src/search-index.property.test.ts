import fc from 'fast-check'
import { expect, test as it } from 'vitest'
import { narrowed } from '../test/narrowed.ts'
import { parseFacets } from './facets/facets.ts'
import { type SearchDocument, SearchIndex } from './index.ts'
import { parseSort } from './sort/sort.ts'

const word = fc.constantFrom(
  'wing',
  'wings',
  'heat',
  'the',
  'of',
  'flow',
  'Café',
  'cafe',
  'getUserName',
  'name',
  '東京',
  'mp3',
)
const words = fc.array(word, { maxLength: 12 }).map((parts) => parts.join(' '))
const document = fc.record(
  {
    id: fc.nat(30).map(String),
    title: words,
    text: words,
    kind: fc.constantFrom('paper', 'page'),
    tags: fc.array(word, { maxLength: 3 }),
    attributes: fc.record({ a: fc.oneof(fc.nat(3), word) }),
  },
  { requiredKeys: ['id', 'title'] },
)
const documents = fc.uniqueArray(document, { selector: ({ id }) => id, maxLength: 30 })

function indexOf(items: readonly SearchDocument[]): SearchIndex {
  const index = new SearchIndex()
  for (const item of items) index.put(item)
  return index
}

it('answers do not depend on the order of indexing or on removed documents', () => {
  const shuffled = documents.chain((items) =>
    fc.tuple(
      fc.constant(items),
      fc.shuffledSubarray(items, { minLength: items.length }),
      fc.array(document, { maxLength: 100 }),
    ),
  )
  fc.assert(
    fc.property(shuffled, words, ([items, reordered, passing], query) => {
      const index = indexOf([...passing, ...reordered])
      const kept = new Set(items.map(({ id }) => id))
      for (const { id } of passing) if (!kept.has(id)) index.remove(id)
      const request = { query, limit: 50, highlight: true, explain: true }
      expect(index.search(request)).toEqual(indexOf(items).search(request))
      const narrow = narrowed({ where: 'kind = "paper" or attributes.a > 1', sort: 'attributes.a' })
      expect(index.search({ ...request, ...narrow })).toEqual(indexOf(items).search({ ...request, ...narrow }))
      expect(index.similar({ text: query, limit: 50 })).toEqual(indexOf(items).similar({ text: query, limit: 50 }))
      for (const typed of ['wimg', 'flw haet', 'cafehaet'])
        expect(index.correct(typed)).toEqual(indexOf(items).correct(typed))
      for (const typed of ['c', 'wing ', `${query} h`])
        expect(index.complete(typed, 3)).toEqual(indexOf(items).complete(typed, 3))
    }),
  )
})

it('an index after any changes equals one rebuilt from the remaining documents', () => {
  const change = fc.oneof(document, fc.nat(30).map(String))
  fc.assert(
    fc.property(fc.array(change, { minLength: 100, maxLength: 400 }), words, (changes, query) => {
      const index = new SearchIndex()
      const survivors = new Map<string, SearchDocument>()
      for (const next of changes) {
        const id = typeof next === 'string' ? next : next.id
        expect(index.has(id)).toBe(survivors.has(id))
        index.remove(id)
        survivors.delete(id)
        if (typeof next === 'string') continue
        index.put(next)
        survivors.set(id, next)
      }
      const request = { query, limit: 50 }
      expect(index.size).toBe(survivors.size)
      const narrow = narrowed({ where: 'kind = "paper"', sort: '-attributes.a' })
      expect(index.search({ ...request, ...narrow })).toEqual(
        indexOf([...survivors.values()]).search({ ...request, ...narrow }),
      )
      expect(index.search(request)).toEqual(indexOf([...survivors.values()]).search(request))
    }),
    { numRuns: 30 },
  )
})

it('removed documents are never found or counted; put documents are found at once', () => {
  fc.assert(
    fc.property(documents, fc.array(fc.nat(30).map(String), { maxLength: 20 }), document, (items, removed, put) => {
      const index = indexOf(items)
      const everything = () =>
        index.search({ query: '', limit: 100, ...narrowed({ facets: ['kind'], sort: '-title' }) })
      everything()
      for (const id of removed) index.remove(id)
      const left = new Set(items.map(({ id }) => id).filter((id) => !removed.includes(id)))
      expect(new Set(everything().hits.map(({ id }) => id))).toEqual(left)
      index.put(put)
      const { hits, facets } = everything()
      expect(new Set(hits.map(({ id }) => id))).toEqual(left.add(put.id))
      expect(index.search({ query: '', limit: 1, ...narrowed({ where: `id = "${put.id}"` }) }).hits).toHaveLength(1)
      const kinds = hits.filter(({ id }) => index.document(id)?.kind !== undefined)
      expect(facets?.get('kind')?.reduce((sum, { count }) => sum + count, 0) ?? 0).toBe(kinds.length)
    }),
  )
})

it('pages show every match exactly once', () => {
  fc.assert(
    fc.property(documents, words, fc.integer({ min: 1, max: 5 }), (items, query, limit) => {
      const index = indexOf(items)
      const all = index.search({ query, limit: 100 }).hits
      const visited = []
      for (let page = index.search({ query, limit }); ; page = index.search({ query, limit, after: page.next })) {
        visited.push(...page.hits)
        if (page.next === undefined) break
      }
      expect(visited).toEqual(all)
    }),
  )
})

const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc.string({ unit: 'grapheme', maxLength: 300 }),
  words,
)
const unescapeHtml = (html: string): string =>
  html
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&')

it('a highlight without its tags is an escaped part of the original', () => {
  fc.assert(
    fc.property(anyText, anyText, (title, text) => {
      const query = `${title.slice(0, 40)} ${text.slice(0, 40)}`
      const [hit] = indexOf([{ id: 'x', title, text }]).search({ query, limit: 1, highlight: true }).hits
      const plain = (html = ''): string => unescapeHtml(html.replaceAll(/<\/?mark>/g, ''))
      if (hit === undefined) return
      expect(plain(hit.highlight?.title)).toBe(title)
      expect(text).toContain(plain(hit.highlight?.text))
      expect(plain(hit.highlight?.text).length > 0).toBe(text.length > 0)
    }),
    { numRuns: 300 },
  )
})

it.each([
  ['nothing', ''],
  ['only stop words', 'the of and'],
  ['only quotes', '"" " “”'],
  ['10,000 quotes', '"a" '.repeat(2500)],
  ['10,000 characters', 'wing heat '.repeat(1000)],
  ['one word of 10,000 characters', 'x'.repeat(10_000)],
  ['control characters', '\0\u0007\u001b[31m'],
  ['emoji', '👩‍👩‍👧‍👦👍🏽'],
  ['right-to-left text', 'שלום עולם مرحبا'],
  ['half a surrogate pair', 'a\ud83d'],
])('answers a query of %s', (_, query) => {
  const index = indexOf([{ id: 'a', title: 'wing', text: query }])
  const request = { query, limit: 10, highlight: true, explain: true, prefix: true }
  expect(index.search(request).hits.length).toBeLessThanOrEqual(1)
})

it.each([
  ['of few words', 'wing heat lift '.repeat(70_000), 100_000],
  ['of words that are all different', Array.from({ length: 120_000 }, (_, n) => n.toString(36)).join('x '), 10_000_000],
  ['of one word', 'x'.repeat(1_000_000), 100_000],
])('indexes a megabyte %s in little memory and finds it', (_, text, bytesMax) => {
  const index = indexOf([{ id: 'a', title: 'wing', text }])
  expect(index.bytes - index.documentBytes).toBeLessThan(bytesMax)
  expect(index.search({ query: 'wing', limit: 1, highlight: true }).hits).toHaveLength(1)
  expect(index.search({ query: text.slice(0, 10_000), limit: 1, prefix: true }).hits).toHaveLength(1)
})

it('indexing and searching throw on no text', () => {
  fc.assert(
    fc.property(fc.array(anyText, { minLength: 1, maxLength: 5 }), anyText, (texts, query) => {
      const index = indexOf(texts.map((text, n) => ({ id: `${n}`, title: text, text, tags: [text] })))
      const parsed = parseFacets(['kind', 'tags', query])
      const sorted = parseSort(query)
      const facets = parsed.ok ? parsed.facets : undefined
      const sort = sorted.ok ? sorted.sort : undefined
      for (const asked of [query, `"${query}"`, texts[0] ?? '']) {
        const request = { query: asked, limit: 3, facets, sort }
        index.search({ ...request, highlight: true, explain: true, prefix: true })
        index.search({ ...request, after: { score: query.length, id: query, key: query } })
      }
      const profile = index.profile({ synonyms: [texts, { from: query, to: texts }] })
      index.search({ query, limit: 3, profile })
      SearchIndex.decode(index.encode())
      index.similar({ text: query, itemIds: ['0'], tags: texts, limit: 3 })
      expect(index.remove('0')).toBe(true)
    }),
  )
})
