import { calls, type SearchRequest } from '@inkling/contracts'
import { describe, expect, it } from 'vitest'
import { newTenant } from '../support/callers.ts'

const library = await newTenant()
const items = [
  { id: 'connect', title: 'Connecting to Postgres', text: 'How connections are pooled.', kind: 'doc', tags: ['db'] },
  { id: 'pool', title: 'Pools', text: 'A pool lends one connection to one caller.', kind: 'doc', tags: ['db', 'net'] },
  {
    id: 'swim',
    title: 'The swimming pool',
    text: 'Open <b>daily</b> & free, 1 < 2.',
    kind: 'page',
    attributes: { price: 3 },
  },
  { id: 'river', title: 'Rivers', text: 'People like swimming in rivers.', kind: 'page', attributes: { price: 0 } },
  { id: 'stale', title: 'Expired swimming course', expiresAt: '2020-01-01T00:00:00Z' },
]
const many = Array.from({ length: 30 }, (_, i) => ({ id: `leaf-${String(i).padStart(2, '0')}`, title: `Leaf ${i}` }))
const { headers } = await library.call(calls.putItems, { body: [...items, ...many] })
const token = { 'consistency-token': headers.get('consistency-token') ?? '' }
await library.call(calls.search, { body: { q: 'pool' }, headers: token })

const search = async (body: SearchRequest) => (await library.call(calls.search, { body })).body
const found = async (body: SearchRequest) => (await search(body)).data.map(({ itemId }) => itemId)

describe('words', () => {
  it('finds words in every form, in titles and texts', async () => {
    expect((await found({ q: 'connected' })).toSorted()).toEqual(['connect', 'pool'])
    expect((await found({ q: 'swims' })).toSorted()).toEqual(['river', 'swim'])
  })

  it('a word in a title counts more than one in a text', async () => {
    expect((await found({ q: 'connection' }))[0]).toBe('connect')
  })

  it('finds items by their tags', async () => {
    expect(await found({ q: 'net' })).toEqual(['pool'])
  })

  it('answers a query of unknown words with no hits and 200', async () => {
    expect(await found({ q: 'xylophone' })).toEqual([])
  })

  it('does not find an expired item', async () => {
    expect(await found({ q: 'course' })).toEqual([])
  })

  it('each hit has its item without the text, a score, and reasons on request', async () => {
    const [hit] = (await search({ q: 'rivers', explain: true })).data
    expect(hit).toMatchObject({ itemId: 'river', item: { id: 'river', title: 'Rivers', kind: 'page' } })
    expect(hit?.item).not.toHaveProperty('text')
    expect(hit?.score).toBeGreaterThan(0)
    expect(hit?.reasons?.length).toBeGreaterThan(0)
  })
})

describe('highlights', () => {
  it('highlights the matched words in every form', async () => {
    const [hit] = (await search({ q: 'swim', filter: 'id = "river"' })).data
    expect(hit?.highlight).toMatchObject({ text: 'People like <mark>swimming</mark> in rivers.' })
  })

  it('leaves the markup of an item out of highlights, which are HTML, and escapes the rest', async () => {
    const [hit] = (await search({ q: 'daily' })).data
    expect(hit?.highlight?.text).toBe('Open <mark>daily</mark> &amp; free, 1 &lt; 2.')
  })
})

describe('filters', () => {
  it('filters by kind, tags and attributes', async () => {
    expect((await found({ q: 'pool', filter: 'kind = "doc"' })).toSorted()).toEqual(['connect', 'pool'])
    expect(await found({ q: 'pool', filter: 'tags in ["net", "sea"]' })).toEqual(['pool'])
    expect(await found({ q: 'swim', filter: 'kind = "page" and attributes.price < 2' })).toEqual(['river'])
  })

  it('answers an invalid filter with 422 and its column', async () => {
    const { body } = await library.refused(calls.search, { body: { q: 'pool', filter: 'kind == "doc"' } })
    expect(body).toMatchObject({ status: 422, code: 'validation_failed' })
    expect(body.errors).toMatchObject([{ pointer: '/filter', detail: expect.stringContaining('Column 7') }])
  })
})

describe('pages', () => {
  it('shows every match once over all pages', async () => {
    const seen: string[] = []
    for (let cursor: string | null | undefined; cursor !== null; ) {
      const { data, page } = await search({ q: 'leaf', limit: 7, ...(cursor && { cursor }) })
      seen.push(...data.map(({ itemId }) => itemId))
      expect(page?.hasMore).toBe(page?.nextCursor !== null)
      cursor = page?.nextCursor ?? null
    }
    expect(seen).toHaveLength(30)
    expect(new Set(seen).size).toBe(30)
  })
})

describe('GET', () => {
  it('a search by GET answers like one by POST', async () => {
    const query = { q: 'swimming pool', limit: 2, filter: 'kind = "page"', explain: true }
    const byQuery = (await library.call(calls.searchByQuery, { query })).body
    const byBody = await search(query)
    expect(byQuery.data).toEqual(byBody.data)
    expect(byQuery.page).toEqual(byBody.page)
  })

  it('answers a search by GET without q with 422', async () => {
    const { body } = await library.refused(calls.searchByQuery)
    expect(body.errors).toMatchObject([{ pointer: '/q', code: 'required' }])
  })
})

describe('slips', () => {
  it('corrects misspelt words to words of the items, and says how', async () => {
    const { data, meta } = await search({ q: 'conection' })
    expect(meta.corrected).toBe('connection')
    expect(data[0]?.itemId).toBe('connect')
    expect((await search({ q: 'connection' })).meta).not.toHaveProperty('corrected')
  })

  it('does not correct a word that items contain', async () => {
    await library.call(calls.putItem, { params: { id: 'slip' }, body: { title: 'Conectar' } })
    expect((await search({ q: 'conectar' })).meta).not.toHaveProperty('corrected')
  })
})

describe('a search as one types', () => {
  it('matches the last word by its beginning only if prefix is set', async () => {
    expect((await found({ q: 'swimming po', prefix: true }))[0]).toBe('swim')
    expect(await found({ q: 'riv', prefix: true })).toEqual(['river'])
    expect(await found({ q: 'riv', prefix: false, mode: 'lexical' })).toEqual([])
  })

  it('a prefix search by GET highlights the word and does not correct the beginning', async () => {
    const { body } = await library.call(calls.searchByQuery, { query: { q: 'riv', prefix: true } })
    expect(body.data[0]).toMatchObject({ itemId: 'river', highlight: { title: '<mark>Rivers</mark>' } })
    expect(body.meta).not.toHaveProperty('corrected')
  })

  it('does not count a prefix search among the queries', async () => {
    await search({ q: 'unfinishe', prefix: true })
    await search({ q: 'finished' })
    const asked = (await library.call(calls.listQueries)).body.data.map(({ query }) => query)
    expect(asked).toContain('finished')
    expect(asked).not.toContain('unfinishe')
  })

  it('answers a prefix that is neither true nor false with 422', async () => {
    const { body } = await library.refused(calls.searchByQuery, { query: { q: 'riv', prefix: 'perhaps' } })
    expect(body.errors).toMatchObject([{ pointer: '/prefix' }])
  })
})

describe('completions', () => {
  const completed = async (q: string, limit?: number) =>
    (await library.call(calls.completeQuery, { query: { q, ...(limit && { limit }) } })).body.data

  it('completes a beginning, most frequent first, with the number of items', async () => {
    const [first] = await completed('lea')
    expect(first).toEqual({ text: 'leaf', count: 30 })
    expect((await completed('swimming po')).map(({ text }) => text)).toContain('swimming pool')
  })

  it('lists at most `limit` completions, none for an unknown beginning, and answers 422 without q', async () => {
    expect(await completed('s', 1)).toHaveLength(1)
    expect(await completed('xyz')).toEqual([])
    const { body } = await library.refused(calls.completeQuery)
    expect(body.errors).toMatchObject([{ pointer: '/q', code: 'required' }])
  })
})

describe('facets', () => {
  it('facets count the values of all matches, not of the page', async () => {
    const { data, facets } = await search({
      q: 'pool swimming',
      limit: 1,
      facets: ['kind', 'tags', 'attributes.price'],
    })
    expect(data).toHaveLength(1)
    expect(facets).toEqual({
      kind: [
        { value: 'doc', count: 2 },
        { value: 'page', count: 2 },
      ],
      tags: [
        { value: 'db', count: 2 },
        { value: 'net', count: 1 },
      ],
      'attributes.price': [
        { value: 0, count: 1 },
        { value: 3, count: 1 },
      ],
    })
  })

  it('facets by GET take names separated by commas', async () => {
    const byBody = await search({ q: 'pool', facets: ['kind', 'tags'] })
    const { body } = await library.call(calls.searchByQuery, { query: { q: 'pool', facets: 'kind,tags' } })
    expect(body.facets).toEqual(byBody.facets)
  })

  it('answers an unknown facet with 422 at facets', async () => {
    const { body } = await library.refused(calls.search, { body: { q: 'pool', facets: ['kind', 'colour'] } })
    expect(body.errors).toMatchObject([
      { pointer: '/facets', code: 'facets', detail: expect.stringContaining('colour') },
    ])
  })
})

describe('an order', () => {
  it('sorts by a field in both directions, items without a value last', async () => {
    expect((await found({ q: 'swimming pool', sort: 'attributes.price' })).slice(0, 2)).toEqual(['river', 'swim'])
    expect((await found({ q: 'swimming pool', sort: '-attributes.price' })).slice(0, 2)).toEqual(['swim', 'river'])
  })

  it('keeps the order over pages', async () => {
    const seen: string[] = []
    for (let cursor: string | null | undefined; cursor !== null; ) {
      const { data, page } = await search({ q: 'leaf', sort: '-id', limit: 8, ...(cursor && { cursor }) })
      seen.push(...data.map(({ itemId }) => itemId))
      cursor = page?.nextCursor ?? null
    }
    expect(seen).toEqual(many.map(({ id }) => id).toReversed())
  })

  it('answers an order by an unknown field with 422 and the column', async () => {
    const { body } = await library.refused(calls.search, { body: { q: 'pool', sort: '-colour' } })
    expect(body.errors).toMatchObject([{ pointer: '/sort', detail: expect.stringContaining('Column 2') }])
  })
})

describe('under writes', () => {
  it('finds a new item with its token and no deleted item', async () => {
    for (let n = 0; n < 10; n++) {
      const id = `fresh-${n}`
      const put = await library.call(calls.putItem, { params: { id }, body: { title: `Ephemeral ${n}` } })
      const headers = { 'consistency-token': put.headers.get('consistency-token') ?? '' }
      const there = await library.call(calls.search, { body: { q: 'ephemeral' }, headers })
      expect(there.body.data.map(({ itemId }) => itemId)).toEqual([id])
      const gone = await library.call(calls.deleteItem, { params: { id } })
      const after = { 'consistency-token': gone.headers.get('consistency-token') ?? '' }
      expect((await library.call(calls.search, { body: { q: 'ephemeral' }, headers: after })).body.data).toEqual([])
    }
  })

  /** The items that pages show while others are rewritten, deleted and added between any two pages. */
  async function visited(prefix: string, more: Omit<SearchRequest, 'q'>): Promise<string[]> {
    const steady = Array.from({ length: 24 }, (_, n) => ({
      id: `${prefix}-${n}`,
      title: `${prefix} ${'stone '.repeat(n % 5)}`,
    }))
    let { headers } = await library.call(calls.putItems, { body: [...steady, { id: `${prefix}x`, title: prefix }] })
    const token = () => ({ 'consistency-token': headers.get('consistency-token') ?? '' })
    const seen: string[] = []
    for (let cursor: string | null | undefined, n = 0; cursor !== null; n++) {
      const body = { q: prefix, limit: 5, ...more, ...(cursor && { cursor }) }
      const { data, page } = (await library.call(calls.search, { body, headers: token() })).body
      seen.push(...data.map(({ itemId }) => itemId))
      cursor = page?.nextCursor ?? null
      const newcomers = [0, 1, 2].map((m) => ({ id: `new ${prefix} ${n} ${m}`, title: `${prefix} ${prefix}` }))
      if (n === 0) await library.call(calls.deleteItem, { params: { id: `${prefix}x` } })
      const rewritten = {
        id: `${prefix}-${(7 * n) % 24}`,
        title: `${prefix} written anew`,
        text: 'stone '.repeat(40 * n),
      }
      headers = (await library.call(calls.putItems, { body: n < 5 ? [...newcomers, rewritten] : [rewritten] })).headers
    }
    expect(new Set(seen).size).toBe(seen.length)
    expect(steady.map(({ id }) => id).filter((id) => !seen.includes(id))).toEqual([])
    return seen
  }

  it('pages by score repeat no item and miss none while items are written', async () => {
    expect((await visited('granite', {})).filter((id) => id.startsWith('new'))).toHaveLength(15)
  })

  it('pages by a field repeat no item and miss none while items are written', async () => {
    expect((await visited('basalt', { sort: 'id' })).length).toBeGreaterThanOrEqual(24)
  })

  it('pages show all matches also by GET, where a cursor must fit a URL', async () => {
    const many = Array.from({ length: 620 }, (_, n) => ({ id: `pebble-${n}`, title: 'Pebble' }))
    const { headers } = await library.call(calls.putItems, { body: many })
    const token = { 'consistency-token': headers.get('consistency-token') ?? '' }
    const seen = new Set<string>()
    for (let cursor: string | null | undefined; cursor !== null; ) {
      const query = { q: 'pebble', limit: 100, mode: 'lexical' as const, ...(cursor && { cursor }) }
      const { data, page } = (await library.call(calls.searchByQuery, { query, headers: token })).body
      for (const { itemId } of data) seen.add(itemId)
      cursor = page?.nextCursor ?? null
      expect(cursor?.length ?? 0).toBeLessThan(4_500)
    }
    expect(seen.size).toBe(620)
  })
})
