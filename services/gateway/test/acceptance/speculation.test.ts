import { once } from 'node:events'
import { get as httpGet, type IncomingMessage } from 'node:http'
import { text } from 'node:stream/consumers'
import { basePath, calls, publishableScopes, type SpeculationRules } from '@inkling/contracts'
import { describe, expect, it } from 'vitest'
import type { Input } from '../support/api.ts'
import { newTenant, operator, stranger } from '../support/callers.ts'
import { eventually } from '../support/eventually.ts'
import { get } from '../support/get.ts'
import { sharedStack } from '../support/shared-stack.ts'

/**
 * After bread mostly butter, sometimes jam or honey, of which honey has no page; and a page that was never described.
 */
const shop = await newTenant()
const items = [
  { id: 'bread', title: 'Bread', url: '/bread' },
  { id: 'butter', title: 'Butter', url: 'https://shop.example/butter' },
  { id: 'jam', title: 'Jam', url: '/jam?size="big"</script>' },
  { id: 'honey', title: 'Honey', url: 'javascript:alert(1)' },
]
const next = ['butter', 'butter', 'butter', 'butter', 'jam', 'honey', '/undescribed']
const visits = Array.from({ length: 28 }, (_, n) =>
  ['bread', next[n % next.length] ?? ''].map((itemId) => ({ type: 'view', sessionId: `s${n}`, itemId })),
)
await shop.call(calls.putItems, { body: items })
await shop.call(calls.postEvents, { body: [...visits.flat(), { type: 'view', sessionId: 'now', itemId: 'bread' }] })

const ask = (query: Input['query'] = {}, headers = {}) =>
  shop.call(calls.getSpeculationRules, { query: { sessionId: 'now', itemId: 'bread', ...query }, headers })
const urlsOf = (rules: SpeculationRules['prefetch']) => rules.flatMap(({ urls }) => urls)
const all = { minProbability: 0.01, limit: 50 }

/** The answer of GET, and the informational ones before it, as a client of HTTP/1.1 gets them. */
async function getWithHints(address: string, headers: Record<string, string>) {
  const asked = httpGet(address, { headers })
  const hints: { statusCode: number; link: string | undefined }[] = []
  asked.on('information', (info: { statusCode: number; headers: { link?: string } }) =>
    hints.push({ statusCode: info.statusCode, link: info.headers.link }),
  )
  const [response] = (await once(asked, 'response')) as [IncomingMessage]
  return { hints, status: response.statusCode, link: response.headers.link, body: await text(response) }
}

/** The model knows the events of the tenant. */
await eventually(async () =>
  expect(urlsOf((await ask({ ...all, prerenderProbability: 1 })).body.prefetch).toSorted()).toEqual([
    '/jam?size=%22big%22%3C/script%3E',
    '/undescribed',
    'https://shop.example/butter',
  ]),
)

/** A probability that only butter reaches after bread. */
const { data } = (await shop.call(calls.predict, { body: { sessionId: 'now' } })).body
const [butter = 1, jam = 0] = data.flatMap(({ itemId, probability }) => (itemId === 'bread' ? [] : (probability ?? 0)))
const butterOnly = (butter + jam) / 2

describe('speculation rules', () => {
  it('speculation rules have their media type, are never cached, and name the receipt', async () => {
    const { headers, body } = await ask()
    expect(headers.get('content-type')).toMatch(/^application\/speculationrules\+json\b/)
    expect(headers.get('cache-control')).toBe('private, no-store')
    expect(headers.get('vary')).toMatch(/\bSave-Data\b/)
    expect(body.tag).toMatch(/^rcp_/)
  })

  it('prerenders the most likely page, prefetches likely ones, and leaves out the rest', async () => {
    const { prefetch, prerender } = (await ask({ minProbability: 0.01, prerenderProbability: butterOnly })).body
    expect(urlsOf(prerender)).toEqual(['https://shop.example/butter'])
    expect(urlsOf(prefetch)).toHaveLength(2)
    const cautious = (await ask({ minProbability: butterOnly, prerenderProbability: 1 })).body
    expect([cautious.prerender, urlsOf(cautious.prefetch)]).toEqual([[], ['https://shop.example/butter']])
  })

  it('lists at most `limit` pages in speculation rules', async () => {
    const { body } = await ask({ ...all, limit: 1, prerenderProbability: 1 })
    expect(urlsOf(body.prefetch)).toEqual(['https://shop.example/butter'])
  })

  it('answers an unknown visitor with fallback or empty rules, not with an error', async () => {
    expect((await ask({ userId: 'nobody', sessionId: 'none' })).status).toBe(200)
    expect((await (await newTenant()).call(calls.getSpeculationRules)).body).toMatchObject({
      prefetch: [],
      prerender: [],
    })
  })

  it('answers a browser that saves data with empty rules', async () => {
    const { body, headers } = await ask(all, { 'save-data': 'on' })
    expect(body).toEqual({ prefetch: [], prerender: [] })
    expect(headers.get('degraded')).toBeNull()
  })

  it('speculation rules know the view whose Consistency-Token they were requested with', async () => {
    const view = { type: 'view', sessionId: 'tokened', itemId: 'bread' }
    const { headers } = await shop.call(calls.postEvents, { body: view })
    const token = { 'consistency-token': headers.get('consistency-token') ?? '' }
    const { prefetch, prerender } = (await ask({ sessionId: 'tokened', minProbability: butterOnly }, token)).body
    expect(urlsOf([...prefetch, ...prerender])).toEqual(['https://shop.example/butter'])
  })

  it.each([
    ['with the preference', { prefer: 'early-hints' }, true],
    ['without it', {}, false],
  ])('the gateway sends 103 Early Hints %s', async (_, headers: Record<string, string>, isHinted) => {
    const query = new URLSearchParams({ sessionId: 'now', minProbability: '0.01' })
    const address = `${sharedStack().url}/api/v1/predictions/speculation-rules?${query}`
    const { hints, status, link, body } = await getWithHints(address, {
      authorization: `Bearer ${shop.key}`,
      ...headers,
    })
    expect([status, urlsOf(JSON.parse(body).prefetch).length > 0]).toEqual([200, true])
    expect(hints).toEqual(isHinted ? [{ statusCode: 103, link }] : [])
    expect(link ?? '').toMatch(isHinted ? /^<https:\/\/shop\.example\/butter>; rel=prefetch/ : /^$/)
  })

  it.each<Record<string, string | number>>([
    { minProbability: 2 },
    { maxBytes: -1 },
    { maxBytes: 0.5 },
    { limit: 0 },
    { limit: 51 },
    { sessionId: '' },
    { users: 'u' },
  ])('rejects speculation rules with %j', async (query) => {
    const { body } = await shop.refused(calls.getSpeculationRules, { query })
    expect(body).toMatchObject({ status: 422, code: 'validation_failed' })
  })
})

describe('a budget', async () => {
  const sizes: Record<string, number> = { butter: 900_000, jam: 50_000 }
  await shop.call(calls.putItems, { body: items.map((item) => ({ ...item, sizeBytes: sizes[item.id] })) })
  const named = async (maxBytes: number) => Object.values((await ask({ ...all, maxBytes })).body.items ?? {}).toSorted()
  const predict = async (body: object) =>
    (await shop.call(calls.predict, { body: { sessionId: 'now', minProbability: 0.01, ...body } })).body
  const chosen = async (body: object) => (await predict(body)).data.map(({ itemId }) => itemId).toSorted()

  it('speculation rules keep within a budget of bytes, by the sizes of items', async () => {
    await eventually(async () => expect(await named(950_000)).toEqual(['butter', 'jam']), 70_000)
    expect(await named(60_000)).toEqual(['jam'])
    expect(await named(10)).toEqual([])
  })

  it('a prediction with a budget lists what to fetch, and is made again alike', async () => {
    expect(await chosen({ budget: { bytes: 950_000 } })).toEqual(['butter', 'jam'])
    expect(await chosen({ budget: { bytes: 60_000 } })).toEqual(['jam'])
    expect(await chosen({ budget: { requests: 0 } })).toEqual([])
    expect(await chosen({ budget: { requests: 9 }, minProbability: butterOnly })).toContain('butter')
    const { receiptId, data } = await predict({ budget: { requests: 2, bytes: 950_000 } })
    const { items: receipted, replay } = (await shop.call(calls.getReceipt, { params: { id: receiptId } })).body
    expect(receipted.map(({ itemId }) => itemId)).toEqual(data.map(({ itemId }) => itemId))
    expect(replay).toEqual({ outcome: 'identical' })
  })

  it.each([
    [{}, '/budget'],
    [{ bytes: -1 }, '/budget/bytes'],
    [{ requests: 101 }, '/budget/requests'],
    [{ kilobytes: 1 }, '/budget/kilobytes'],
  ])('the budget %j is refused with the field that is wrong', async (budget, pointer) => {
    const { body } = await shop.refused(calls.predict, { body: { sessionId: 'now', budget } })
    expect([body.status, body.errors?.[0]?.pointer]).toEqual([422, pointer])
  })
})

describe('pages that are not loaded', async () => {
  const site = await newTenant()
  const pages = ['/logout', '/cart?add=12', '/orders/7/delete', '/files/a.zip', '/account/orders', '/secret', '/tea']
  const walks = pages.flatMap((page, n) =>
    Array.from({ length: 4 }, (_, walk) =>
      ['/', page].map((itemId) => ({ type: 'view', sessionId: `w${n}-${walk}`, itemId })),
    ),
  )
  await site.call(calls.putItems, { body: [{ id: '/secret', title: 'Secret', attributes: { prefetch: false } }] })
  await site.call(calls.postEvents, { body: [...walks.flat(), { type: 'view', sessionId: 'now', itemId: '/' }] })
  const rules = async (query: Input['query'] = {}, headers = {}) => {
    const asked = { sessionId: 'now', itemId: '/', ...all, prerenderProbability: 1, ...query }
    return (await site.call(calls.getSpeculationRules, { query: asked, headers })).body
  }
  const listed = async (query: Input['query'] = {}, headers = {}) =>
    urlsOf((await rules(query, headers)).prefetch).toSorted()

  it('lists no page that acts, and none whose item says so', async () => {
    await eventually(async () => expect(await listed()).toEqual(['/account/orders', '/tea']))
  })

  it('lists no page that the request excludes', async () => {
    expect(await listed({ exclude: '/account/*' })).toEqual(['/tea'])
  })

  it('lists no page of another origin than that of the page that asks', async () => {
    const origin = (value: string) => ask({ ...all, prerenderProbability: 1 }, { origin: value })
    const urls = async (value: string) => urlsOf((await origin(value)).body.prefetch)
    expect(await urls('https://shop.example')).toContain('https://shop.example/butter')
    expect(await urls('https://other.example')).not.toContain('https://shop.example/butter')
  })

  it('lists no page that answered an error, until it was used', async () => {
    const { tag: receiptId = '' } = await rules()
    const tell = (signal: string) => site.call(calls.postFeedback, { body: { receiptId, itemId: '/tea', signal } })
    await tell('prefetchFailed')
    await eventually(async () => expect(await listed()).toEqual(['/account/orders']))
    await tell('prefetchUsed')
    expect(await listed()).toEqual(['/account/orders', '/tea'])
  })
})

describe('a browser', () => {
  const path = `${basePath}${calls.getSpeculationRules.path}`
  const origin = 'https://shop.example'

  it('accepts a publishable key in the URL of a browser, and no other key', async () => {
    const body = { scopes: [...publishableScopes] }
    const { key } = (await operator().call(calls.createKey, { params: { id: shop.id }, body })).body
    expect((await stranger().call(calls.getSpeculationRules, { query: { key } })).status).toBe(200)
    expect((await stranger().refused(calls.getSpeculationRules, { query: { key: shop.key } })).status).toBe(401)
    expect((await stranger().refused(calls.listItems, { query: { key: shop.key } })).status).toBe(401)
  })

  it('a preflight tells a browser of another origin what it may send, and it may read the answer', async () => {
    const headers = {
      origin,
      'access-control-request-method': 'GET',
      'access-control-request-headers': 'authorization',
    }
    const preflight = await fetch(sharedStack().url + path, { method: 'OPTIONS', headers })
    expect(preflight.status).toBe(204)
    expect(preflight.headers.get('access-control-allow-headers')).toContain('authorization')
    const answer = await ask({}, { origin })
    expect(answer.headers.get('access-control-allow-origin')).toBe('*')
    expect(answer.headers.get('access-control-expose-headers')).toContain('consistency-token')
  })

  it('serves the snippet at a stable URL to every origin, cached for a day', async () => {
    const { status, headers, text } = await get('/inkling.js')
    expect(status).toBe(200)
    expect(text).toContain('speculationrules')
    expect(Object.fromEntries(headers)).toMatchObject({
      'content-type': 'text/javascript; charset=utf-8',
      'access-control-allow-origin': '*',
      'cross-origin-resource-policy': 'cross-origin',
      'cache-control': 'public, max-age=86400, stale-while-revalidate=604800',
    })
    const again = await get('/inkling.js', { 'if-none-match': headers.get('etag') ?? '' })
    expect([again.status, again.text]).toEqual([304, ''])
  })
})
