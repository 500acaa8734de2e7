import { calls } from '@inkling/contracts'
import { describe, expect, it } from 'vitest'
import { newTenant } from '../support/callers.ts'
import { eventually } from '../support/eventually.ts'

const shop = await newTenant()

const whole = {
  title: 'Brewing coffee',
  text: 'Grind the beans, then pour slowly.',
  kind: 'doc',
  tags: ['kitchen', 'morning'],
  attributes: { price: 12.5, level: 'easy', boiled: true, tools: ['kettle', 'mill'] },
  url: 'https://example.com/coffee',
  sizeBytes: 2048,
  expiresAt: '2100-01-01T00:00:00.000Z',
}
const put = (id: string, body: object = { title: id }, headers = {}) =>
  shop.call(calls.putItem, { params: { id }, body, headers })
const read = (id: string, headers = {}) => shop.call(calls.getItem, { params: { id }, headers })
const noneLeft = (id: string) => shop.refused(calls.getItem, { params: { id } })

describe('PUT', () => {
  it('PUT of a new item answers 201 with its Location, and every field reads back unchanged', async () => {
    const created = await put('coffee', whole)
    expect(created.status).toBe(201)
    expect(created.headers.get('location')).toBe('/api/v1/items/coffee')
    expect(created.body).toMatchObject({ id: 'coffee', ...whole })
    const found = await read('coffee')
    expect(found.body).toEqual(created.body)
    expect(found.headers.get('etag')).toBe(created.headers.get('etag'))
  })

  it('PUT of a known item answers 200 and replaces the whole item, with another ETag', async () => {
    const before = await put('tea', whole)
    const after = await put('tea', { title: 'Tea' })
    expect(after.status).toBe(200)
    expect(after.headers.get('etag')).not.toBe(before.headers.get('etag'))
    const { createdAt } = before.body
    expect(after.body).toEqual({ id: 'tea', title: 'Tea', createdAt, updatedAt: after.body.updatedAt })
  })

  it('accepts any UTF-8 id of at most 256 bytes, percent-encoded in the path', async () => {
    for (const id of ['a/b?c#d e%2F', 'été 東京 🍵', 'é'.repeat(128), '.'.repeat(3)]) {
      const { headers, body } = await put(id)
      expect(body.id).toBe(id)
      expect(headers.get('location')).toBe(`/api/v1/items/${encodeURIComponent(id)}`)
      expect((await read(id)).body.id).toBe(id)
    }
  })

  it('PUT with If-None-Match: * creates an item and never overwrites one', async () => {
    const guard = { 'if-none-match': '*' }
    expect((await put('once', { title: 'first' }, guard)).status).toBe(201)
    const input = { params: { id: 'once' }, body: { title: 'second' }, headers: guard }
    expect((await shop.refused(calls.putItem, input)).body).toMatchObject({ status: 412, code: 'precondition_failed' })
    expect((await read('once')).body.title).toBe('first')
  })
})

describe('PATCH', () => {
  const patch = (id: string, body: object, headers = {}) =>
    shop.call(calls.patchItem, {
      params: { id },
      body,
      headers: { 'content-type': 'application/merge-patch+json', ...headers },
    })

  it('PATCH changes the named fields, removes null fields, and merges attributes', async () => {
    await put('patched', whole)
    const { body } = await patch('patched', {
      title: 'Filter coffee',
      text: null,
      attributes: { price: 9, level: null },
    })
    const { text: _, ...kept } = whole
    expect(body).toMatchObject({
      ...kept,
      title: 'Filter coffee',
      attributes: { price: 9, boiled: true, tools: ['kettle', 'mill'] },
    })
    expect(body).not.toHaveProperty('text')
    expect(body.attributes).not.toHaveProperty('level')
  })

  it('PATCH with If-Match of an older version answers 412 and changes nothing', async () => {
    const { headers } = await put('guarded')
    const ifMatch = { 'if-match': headers.get('etag') ?? '' }
    await patch('guarded', { title: 'newer' }, ifMatch)
    const late = { params: { id: 'guarded' }, body: { title: 'late' }, headers: ifMatch }
    expect((await shop.refused(calls.patchItem, late)).body.code).toBe('precondition_failed')
    expect((await read('guarded')).body.title).toBe('newer')
  })

  it('PATCH of an unknown item answers 404', async () => {
    const absent = await shop.refused(calls.patchItem, { params: { id: 'nowhere' }, body: { title: 'x' } })
    expect(absent.body).toMatchObject({ status: 404, code: 'not_found', retryable: false })
  })
})

describe('GET', () => {
  it('GET with If-None-Match of the current ETag answers 304 without a body', async () => {
    const { headers } = await put('cached')
    const etag = headers.get('etag') ?? ''
    const unchanged = await read('cached', { 'if-none-match': etag })
    expect(unchanged.status).toBe(304)
    expect(unchanged.headers.get('etag')).toBe(etag)
    expect(unchanged.headers.get('cache-control')).toBe('private, no-cache')
  })

  it('GET accepts several tags, weak tags and * in If-None-Match', async () => {
    const { headers } = await put('listed')
    const etag = headers.get('etag') ?? ''
    for (const ifNoneMatch of [`"other", ${etag}`, `W/${etag}`, '*'])
      expect((await read('listed', { 'if-none-match': ifNoneMatch })).status).toBe(304)
    expect((await read('listed', { 'if-none-match': '"other"' })).status).toBe(200)
  })
})

describe('DELETE', () => {
  const remove = (id: string, headers = {}) => shop.call(calls.deleteItem, { params: { id }, headers })

  it('DELETE answers 204, and no call finds the item any more', async () => {
    await put('doomed', { title: 'Doomed zeppelin' })
    const { status, headers } = await remove('doomed')
    expect(status).toBe(204)
    expect((await noneLeft('doomed')).body.code).toBe('not_found')
    const token = { 'consistency-token': headers.get('consistency-token') ?? '' }
    const found = await shop.call(calls.search, { body: { q: 'zeppelin' }, headers: token })
    expect(found.body.data).toEqual([])
  })

  it('a second DELETE answers 404, and DELETE with an older If-Match answers 412', async () => {
    const { headers } = await put('gone')
    await put('gone', { title: 'newer' })
    const ifMatch = { 'if-match': headers.get('etag') ?? '' }
    expect((await shop.refused(calls.deleteItem, { params: { id: 'gone' }, headers: ifMatch })).status).toBe(412)
    await remove('gone')
    expect((await shop.refused(calls.deleteItem, { params: { id: 'gone' } })).status).toBe(404)
  })

  it('PUT after DELETE creates the item again', async () => {
    await put('phoenix', whole)
    await remove('phoenix')
    const { status, body } = await put('phoenix')
    expect(status).toBe(201)
    expect(body).not.toHaveProperty('text')
  })
})

describe('bulk upsert', () => {
  it('answers a bulk upsert with one result per item: 201 if it is new, 200 if it is replaced', async () => {
    await put('old')
    const body = [
      { id: 'old', title: 'Old' },
      { id: 'new', title: 'New' },
    ]
    const { results } = (await shop.call(calls.putItems, { body })).body
    expect(results).toEqual([
      { index: 0, id: 'old', status: 200 },
      { index: 1, id: 'new', status: 201 },
    ])
  })

  it('rejects only the invalid NDJSON line of a bulk upsert, with its index and pointer', async () => {
    const lines = ['{"id":"n0","title":"Zero"}', '{"id":"n1","title":7}', '{oops', '{"id":"n3","title":"Three"}']
    const ndjson = { body: lines.join('\n'), headers: { 'content-type': 'application/x-ndjson' } }
    const { results } = (await shop.call(calls.putItems, ndjson)).body
    expect(results.map(({ status }) => status)).toEqual([201, 422, 422, 201])
    expect(results[1]?.error).toMatchObject({ pointer: '/title', code: 'type' })
    expect(results[2]).toMatchObject({ id: null, error: { pointer: '', code: 'malformed_json' } })
    expect((await read('n3')).body.title).toBe('Three')
  })

  it('keeps the last of several lines with the same id', async () => {
    const body = ['first', 'second'].map((title) => ({ id: 'twice', title }))
    const { results } = (await shop.call(calls.putItems, { body })).body
    expect(results.map(({ status }) => status)).toEqual([201, 200])
    expect((await read('twice')).body.title).toBe('second')
  })
})

describe('list', () => {
  it('lists every item once over all pages, in the order of ids', async () => {
    const library = await newTenant()
    const ids = Array.from({ length: 25 }, (_, i) => `book-${String(i).padStart(2, '0')}`)
    await library.call(calls.putItems, { body: ids.toReversed().map((id) => ({ id, title: id })) })
    const seen: string[] = []
    for (let cursor: string | null | undefined; cursor !== null; ) {
      const { data, page } = (await library.call(calls.listItems, { query: { limit: 10, ...(cursor && { cursor }) } }))
        .body
      seen.push(...data.map(({ id }) => id))
      expect(page.hasMore).toBe(page.nextCursor !== null)
      cursor = page.nextCursor
    }
    expect(seen).toEqual(ids)
  })

  it('lists only the items of a kind and a tag', async () => {
    const library = await newTenant()
    const items = [
      { id: 'a', title: 'A', kind: 'doc', tags: ['x', 'y'] },
      { id: 'b', title: 'B', kind: 'doc' },
      { id: 'c', title: 'C', kind: 'page', tags: ['x'] },
    ]
    await library.call(calls.putItems, { body: items })
    const ids = async (query: Record<string, string>) =>
      (await library.call(calls.listItems, { query })).body.data.map(({ id }) => id)
    expect(await ids({ kind: 'doc' })).toEqual(['a', 'b'])
    expect(await ids({ tag: 'x' })).toEqual(['a', 'c'])
    expect(await ids({ kind: 'doc', tag: 'x' })).toEqual(['a'])
  })
})

describe('reading one’s own writes', () => {
  it('a search with the Consistency-Token of a write sees the write, or says that it does not and soon does', async () => {
    for (let round = 0; round < 20; round++) {
      const { headers } = await put(`fresh-${round}`, { title: `Novelty number${round}x` })
      const token = { 'consistency-token': headers.get('consistency-token') ?? '' }
      const search = async () =>
        (await shop.call(calls.search, { body: { q: `number${round}x` }, headers: token })).body
      const { data } = await eventually(async () => {
        const found = await search()
        expect(found.meta.degraded).toBeNull()
        return found
      })
      expect(data[0]?.itemId).toBe(`fresh-${round}`)
    }
  })

  it('answers a token that no write answered with 422', async () => {
    const forged = { body: { q: 'x' }, headers: { 'consistency-token': 'nonsense' } }
    expect((await shop.refused(calls.search, forged)).body.code).toBe('validation_failed')
  })
})
