import { calls, type SearchRequest } from '@inkling/contracts'
import { describe, expect, it } from 'vitest'
import { newTenant } from '../support/callers.ts'

const library = await newTenant()
const items = [
  { id: 'cat', title: 'Cats 😺 and dogs', text: 'They live with people.' },
  { id: 'hebrew', title: 'שלום עולם', text: 'ספר על שלום' },
  { id: 'chinese', title: '数据库连接池', text: '如何使用连接池' },
]
const { headers } = await library.call(calls.putItems, { body: items })
await library.call(calls.search, {
  body: { q: 'cat' },
  headers: { 'consistency-token': headers.get('consistency-token') ?? '' },
})

const listed = (facets: string[] | undefined) => facets && { facets: facets.join(',') }
const methods = {
  POST: {
    ask: async (body: SearchRequest) => (await library.call(calls.search, { body })).body,
    refusal: async (body: object) => (await library.refused(calls.search, { body })).body,
  },
  GET: {
    ask: async ({ facets, ...query }: SearchRequest) =>
      (await library.call(calls.searchByQuery, { query: { ...query, ...listed(facets) } })).body,
    refusal: async ({ facets, ...query }: Partial<SearchRequest>) =>
      (await library.refused(calls.searchByQuery, { query: { ...query, ...listed(facets) } })).body,
  },
}
const { refusal } = methods.POST

describe.each(Object.entries(methods))('a query by %s', (_, { ask, refusal }) => {
  const found = async (body: SearchRequest) => (await ask(body)).data.map(({ itemId }) => itemId)

  it.each(['', '   ', '\n\t'])('lists every item for the blank query %j', async (q) => {
    expect((await found({ q })).toSorted()).toEqual(['cat', 'chinese', 'hebrew'])
  })

  it('answers a query of 10,000 characters, and a longer one with 422 at q', async () => {
    const long = `cat ${'zebra '.repeat(2_000)}`.slice(0, 10_000)
    expect(await found({ q: long })).toEqual(['cat'])
    const body = await refusal({ q: `${long}x` })
    expect(body).toMatchObject({ status: 422, errors: [{ pointer: '/q', code: 'maxLength' }] })
  })

  it('finds the words of a query between control characters', async () => {
    expect(await found({ q: 'cat\u0001\u001b\u007fdogs\u2028' })).toEqual(['cat'])
  })

  it('answers a query with NUL with 422 at q', async () => {
    for (const q of ['\u0000', 'a\u0000b'])
      expect(await refusal({ q })).toMatchObject({ status: 422, errors: [{ pointer: '/q', code: 'format' }] })
  })

  it('ignores emoji in a query', async () => {
    expect(await found({ q: '🦦🦡' })).toEqual([])
    expect(await found({ q: '😺 cats' })).toEqual(['cat'])
  })

  it('finds words in scripts that run from right to left or have no spaces', async () => {
    expect(await found({ q: 'שלום' })).toEqual(['hebrew'])
    expect(await found({ q: '\u202eשלום\u202c' })).toEqual(['hebrew'])
    expect(await found({ q: '连接池' })).toEqual(['chinese'])
  })

  it('finds items by a query of stop words alone', async () => {
    expect(await found({ q: 'and' })).toEqual(['cat'])
  })

  it.each([
    ['kind = ', 8],
    ['kind = "doc" und tags = "a"', 14],
    ['tags < "a"', 6],
    ['attributes.price < "20', 20],
    ['שלום = "a"', 1],
    ['', 1],
  ])('answers the filter %j with 422 and column %d', async (filter, column) => {
    expect(await refusal({ q: 'cat', filter })).toMatchObject({
      status: 422,
      errors: [{ pointer: '/filter', code: 'filter', detail: expect.stringMatching(`^Column ${column}: `) }],
    })
  })

  it.each(['colour', 'title', 'attributes.', 'Kind', ''])(
    'answers the facet %j with 422 and names it',
    async (facet) => {
      expect(await refusal({ q: 'cat', facets: ['kind', facet] })).toMatchObject({
        status: 422,
        errors: [{ pointer: '/facets', code: 'facets', detail: expect.stringContaining(`"${facet}" is no facet`) }],
      })
    },
  )

  it('counts nothing for facets that no item has', async () => {
    const { facets } = await ask({ q: '', facets: ['kind', 'attributes.constructor', 'attributes.__proto__'] })
    expect(facets).toEqual({ kind: [], 'attributes.constructor': [], 'attributes.__proto__': [] })
  })

  it('answers an order by an unknown field with 422 and the column', async () => {
    expect(await refusal({ q: 'cat', sort: '-tags' })).toMatchObject({
      status: 422,
      errors: [{ pointer: '/sort', code: 'sort', detail: expect.stringMatching('^Column 2: ') }],
    })
  })
})

it('answers a query that is not a text, or ends in half a character, with 422 at q', async () => {
  for (const q of [7, null, ['cat'], { a: 1 }, '\ud800']) expect((await refusal({ q })).errors?.[0]?.pointer).toBe('/q')
})

describe('a request', () => {
  it('names the field of a search that is wrong', async () => {
    const wrong: readonly (readonly [object, string])[] = [
      [{ q: 'cat', limit: 0 }, '/limit'],
      [{ q: 'cat', limit: 101 }, '/limit'],
      [{ q: 'cat', cursor: 'forged' }, '/cursor'],
      [{ q: 'cat', filter: 'kind =' }, '/filter'],
      [{ q: 'cat', mode: 'psychic' }, '/mode'],
      [{ q: 'cat', userId: 7 }, '/userId'],
      [{ q: 'cat', colour: 'red' }, '/colour'],
    ]
    for (const [body, pointer] of wrong)
      expect(await refusal(body), pointer).toMatchObject({ status: 422, errors: [{ pointer }] })
  })

  it('answers a search with the cursor of another tenant with 422 at the cursor', async () => {
    const other = await newTenant()
    await other.call(calls.putItems, { body: items.map((item) => ({ ...item, title: 'cat' })) })
    const { page } = (await library.call(calls.search, { body: { q: '', limit: 1 } })).body
    const { body } = await other.refused(calls.search, { body: { q: '', limit: 1, cursor: page?.nextCursor } })
    expect(body.errors).toMatchObject([{ pointer: '/cursor', code: 'cursor' }])
  })
})

describe('an item', () => {
  it('finds an item by the end of its text of 1 MB, and answers a longer text with 422', async () => {
    const text = `${'word '.repeat(199_990)} xylophone`
    const put = await library.call(calls.putItem, { params: { id: 'long' }, body: { title: 'Long', text } })
    const token = { 'consistency-token': put.headers.get('consistency-token') ?? '' }
    const { body } = await library.call(calls.search, { body: { q: 'xylophone' }, headers: token })
    expect(body.data.map(({ itemId }) => itemId)).toEqual(['long'])
    for (const { ask } of Object.values(methods)) {
      const { data, facets } = await ask({ q: '"word word"', filter: 'id = "long"', facets: ['kind'], sort: '-title' })
      expect([data.map(({ itemId }) => itemId), facets]).toEqual([['long'], { kind: [] }])
    }
    const longer = { title: 'Longer', text: 'x'.repeat(1_000_001) }
    const refused = await library.refused(calls.putItem, { params: { id: 'longer' }, body: longer })
    expect(refused.body).toMatchObject({ status: 422, errors: [{ pointer: '/text', code: 'maxLength' }] })
    await library.call(calls.deleteItem, { params: { id: 'long' } })
  })

  it('answers an item in a body of more than 2 MB with 413', async () => {
    const body = { title: 'Huge', text: 'x'.repeat(2_100_000) }
    expect((await library.refused(calls.putItem, { params: { id: 'huge' }, body })).body.code).toBe('payload_too_large')
  })
})
