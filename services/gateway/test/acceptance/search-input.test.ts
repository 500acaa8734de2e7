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

const found = async (body: SearchRequest) =>
  (await library.call(calls.search, { body })).body.data.map(({ itemId }) => itemId)
const refusal = async (body: object) => (await library.refused(calls.search, { body })).body

describe('a query', () => {
  it.each(['', '   ', '\n\t'])('that is blank (%j) lists every item', async (q) => {
    expect((await found({ q })).toSorted()).toEqual(['cat', 'chinese', 'hebrew'])
  })

  it('of 10,000 characters is answered; one more is 422 at q', async () => {
    const long = `cat ${'zebra '.repeat(2_000)}`.slice(0, 10_000)
    expect(await found({ q: long })).toEqual(['cat'])
    const body = await refusal({ q: `${long}x` })
    expect(body).toMatchObject({ status: 422, errors: [{ pointer: '/q', code: 'maxLength' }] })
  })

  it('with control characters between its words finds them', async () => {
    expect(await found({ q: 'cat\u0001\u001b\u007fdogs\u2028' })).toEqual(['cat'])
  })

  it.each(['\u0000', 'a\u0000b', '\ud800'])('that Postgres could not keep (%j) is 422 at q', async (q) => {
    expect(await refusal({ q })).toMatchObject({ status: 422, errors: [{ pointer: '/q', code: 'format' }] })
  })

  it('of emoji alone finds nothing, and beside words does no harm', async () => {
    expect(await found({ q: '🦦🦡' })).toEqual([])
    expect(await found({ q: '😺 cats' })).toEqual(['cat'])
  })

  it('in a script that runs from right to left, or without spaces, finds its words', async () => {
    expect(await found({ q: 'שלום' })).toEqual(['hebrew'])
    expect(await found({ q: '\u202eשלום\u202c' })).toEqual(['hebrew'])
    expect(await found({ q: '连接池' })).toEqual(['chinese'])
  })

  it('of stop words alone finds what they stand in', async () => {
    expect(await found({ q: 'and' })).toEqual(['cat'])
  })

  it('that is no text is 422 at q', async () => {
    for (const q of [7, null, ['cat'], { a: 1 }]) expect((await refusal({ q })).errors?.[0]?.pointer).toBe('/q')
  })
})

describe('a request', () => {
  it('names the field that is wrong', async () => {
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

  it('with the cursor of another tenant is 422 at the cursor', async () => {
    const other = await newTenant()
    await other.call(calls.putItems, { body: items.map((item) => ({ ...item, title: 'cat' })) })
    const { page } = (await library.call(calls.search, { body: { q: '', limit: 1 } })).body
    const { body } = await other.refused(calls.search, { body: { q: '', limit: 1, cursor: page?.nextCursor } })
    expect(body.errors).toMatchObject([{ pointer: '/cursor', code: 'cursor' }])
  })
})

describe('an item', () => {
  it('with a text of a megabyte is found by what stands at its end; a longer text is 422', async () => {
    const text = `${'word '.repeat(199_990)} xylophone`
    const put = await library.call(calls.putItem, { params: { id: 'long' }, body: { title: 'Long', text } })
    const token = { 'consistency-token': put.headers.get('consistency-token') ?? '' }
    const { body } = await library.call(calls.search, { body: { q: 'xylophone' }, headers: token })
    expect(body.data.map(({ itemId }) => itemId)).toEqual(['long'])
    const longer = { title: 'Longer', text: 'x'.repeat(1_000_001) }
    const refused = await library.refused(calls.putItem, { params: { id: 'longer' }, body: longer })
    expect(refused.body).toMatchObject({ status: 422, errors: [{ pointer: '/text', code: 'maxLength' }] })
    await library.call(calls.deleteItem, { params: { id: 'long' } })
  })

  it('in a body of more than two megabytes is 413', async () => {
    const body = { title: 'Huge', text: 'x'.repeat(2_100_000) }
    expect((await library.refused(calls.putItem, { params: { id: 'huge' }, body })).body.code).toBe('payload_too_large')
  })
})
