import { connect } from 'node:net'
import { brotliCompressSync, gzipSync, zstdCompressSync } from 'node:zlib'
import { basePath, calls } from '@inkling/contracts'
import { describe, expect, it } from 'vitest'
import { bearer, newTenant, stranger } from '../support/callers.ts'
import { sharedStack } from '../support/shared-stack.ts'

const { url } = sharedStack()
const shop = await newTenant()
const json = { 'content-type': 'application/json' }
const event = { type: 'view', userId: 'ada', itemId: 'café' }
let addresses = 0

/** A request with the key of the shop, from an address of its own. */
async function send(method: string, path: string, headers: Record<string, string> = {}, body?: Buffer | string) {
  const from = { 'x-forwarded-for': `198.51.100.${++addresses}` }
  const response = await fetch(url + path, {
    method,
    headers: { ...from, ...bearer(shop.key), ...headers },
    ...(body !== undefined && { body }),
  })
  const text = await response.text()
  return { status: response.status, headers: response.headers, text }
}

const postEvents = (headers: Record<string, string>, body: Buffer | string) =>
  send('POST', `${basePath}/events`, { ...json, ...headers }, body)

describe('request bodies', () => {
  it('answers a body that is not UTF-8 with 400, and one in another charset with 415', async () => {
    const latin1 = Buffer.from(JSON.stringify(event), 'latin1')
    const answer = await postEvents({}, latin1)
    expect(JSON.parse(answer.text)).toMatchObject({ status: 400, code: 'malformed_json' })
    expect(answer.text).not.toContain('\ufffd')
    const declared = await postEvents({ 'content-type': 'application/json; charset=iso-8859-1' }, latin1)
    expect(JSON.parse(declared.text)).toMatchObject({ status: 415, code: 'unsupported_media_type' })
  })

  it.each([
    ['gzip', gzipSync],
    ['br', brotliCompressSync],
    ['zstd', zstdCompressSync],
    ['x-gzip', gzipSync],
    ['GZIP', gzipSync],
    ['identity, gzip', gzipSync],
    ['identity', (text: string) => Buffer.from(text)],
  ] as const)('decodes a body that is compressed with %s', async (coding, compressed) => {
    const answer = await postEvents({ 'content-encoding': coding }, compressed(JSON.stringify(event)))
    expect(answer.status).toBe(202)
    expect(JSON.parse(answer.text)).toMatchObject({ accepted: 1 })
  })

  it('answers an unknown content coding with 415, and a body that is not in its coding with 400', async () => {
    const unknown = await postEvents({ 'content-encoding': 'compress' }, JSON.stringify(event))
    expect(JSON.parse(unknown.text)).toMatchObject({ status: 415, detail: expect.stringContaining('compress') })
    const list = await postEvents({ 'content-encoding': 'gzip, br' }, brotliCompressSync(gzipSync('{}')))
    expect(JSON.parse(list.text)).toMatchObject({ status: 415, detail: expect.stringContaining('gzip, br') })
    const broken = await postEvents({ 'content-encoding': 'gzip' }, JSON.stringify(event))
    expect(JSON.parse(broken.text)).toMatchObject({ status: 400, detail: expect.stringContaining('gzip') })
  })

  it('answers a small body that becomes too large when it is decompressed with 413', async () => {
    const bomb = gzipSync(Buffer.alloc(64 * 1024 * 1024, ' '))
    const answer = await postEvents({ 'content-encoding': 'gzip' }, bomb)
    expect(JSON.parse(answer.text)).toMatchObject({ status: 413, code: 'payload_too_large' })
  })

  it('answers a body that is nested 10,000 levels deep with 400, also as one line of many', async () => {
    const deep = `{"a":${'['.repeat(10_000)}${']'.repeat(10_000)}}`
    for (const path of ['events', 'predictions', 'search', 'items'])
      expect(JSON.parse((await send('POST', `${basePath}/${path}`, json, deep)).text)).toMatchObject({
        status: 400,
        code: 'bad_request',
        detail: expect.stringContaining('64 levels'),
      })
    const lines = await postEvents({ 'content-type': 'application/x-ndjson' }, `${JSON.stringify(event)}\n${deep}\n`)
    expect(JSON.parse(lines.text)).toMatchObject({ status: 400, detail: expect.stringContaining('64 levels') })
  })

  it('accepts JSON and NDJSON with a byte order mark', async () => {
    const line = JSON.stringify(event)
    expect(JSON.parse((await postEvents({}, `\ufeff${line}`)).text)).toMatchObject({ accepted: 1 })
    const lines = await postEvents({ 'content-type': 'application/x-ndjson' }, `\ufeff${line}\n${line}\n`)
    expect(JSON.parse(lines.text)).toMatchObject({ accepted: 2, rejected: [] })
  })
})

describe('methods', () => {
  it('accepts a DELETE with a content type and no body', async () => {
    await shop.call(calls.putItem, { params: { id: 'gone' }, body: { title: 'Gone' } })
    const headers = { ...json, 'content-length': '0' }
    expect((await send('DELETE', `${basePath}/items/gone`, headers)).status).toBe(204)
    expect((await send('DELETE', `${basePath}/items/gone`, json)).status).toBe(404)
  })

  it.each(['identity', 'gzip'])('HEAD of an item has the length of GET or none (%s)', async (coding) => {
    await shop.call(calls.putItem, { params: { id: 'long' }, body: { title: 'Long', text: 'tea '.repeat(1_000) } })
    await shop.call(calls.putItem, { params: { id: 'short' }, body: { title: 'Short' } })
    const accept = { 'accept-encoding': coding }
    for (const id of ['long', 'short']) {
      const path = `${basePath}/items/${id}`
      const [get, head] = [await send('GET', path, accept), await send('HEAD', path, accept)]
      expect(head.status).toBe(200)
      expect(head.headers.get('etag')).toBe(get.headers.get('etag'))
      expect([null, get.headers.get('content-length')]).toContain(head.headers.get('content-length'))
    }
  })

  it.each([`${basePath}/items/none`, '/health', '/openapi.json'])('HEAD of %s is no empty answer', async (path) => {
    const [get, head] = [await send('GET', path), await send('HEAD', path)]
    expect(head.status).toBe(get.status)
    expect(head.headers.get('content-length')).not.toBe('0')
  })

  it.each([
    ['PUT', `${basePath}/events`, 'POST'],
    ['PATCH', `${basePath}/items`, 'GET, HEAD, POST'],
    ['POST', `${basePath}/items/x`, 'DELETE, GET, HEAD, PATCH, PUT'],
    ['DELETE', '/health', 'GET, HEAD'],
    ['POST', '/openapi.json', 'GET, HEAD'],
    ['QUERY', `${basePath}/items`, 'GET, HEAD, POST'],
    ['PUT', '/livez', 'GET, HEAD'],
    ['PUT', '/readyz', 'GET, HEAD'],
    ['PUT', '/metrics', 'GET, HEAD'],
    ['PUT', '/docs', 'GET, HEAD'],
    ['PUT', '/inkling.js', 'GET, HEAD'],
    ['PUT', '/', 'GET, HEAD'],
  ])('answers %s %s with 405 and Allow', async (method, path, allow) => {
    const answer = await send(method, path)
    expect(JSON.parse(answer.text)).toMatchObject({ status: 405, code: 'method_not_allowed' })
    expect(answer.headers.get('allow')).toBe(allow)
  })

  it('a 401 says how to authenticate', async () => {
    const { headers } = await stranger().refused(calls.listItems)
    expect(headers.get('www-authenticate')).toBe('Bearer realm="inkling"')
  })
})

describe('an item that was read may be sent back', () => {
  it('accepts an item as GET returned it, in PUT, PATCH and POST', async () => {
    const params = { id: 'round' }
    await shop.call(calls.putItem, { params, body: { title: 'Round', tags: ['trip'], attributes: { price: 4 } } })
    const { body: item } = await shop.call(calls.getItem, { params })
    for (const call of [calls.putItem, calls.patchItem]) {
      const { body } = await shop.call(call, { params, body: item })
      expect(body).toMatchObject({ title: 'Round', tags: ['trip'], createdAt: item.createdAt })
    }
    const { data } = (await shop.call(calls.listItems)).body
    const { results } = (await shop.call(calls.putItems, { body: data })).body
    expect(results.map(({ status }) => status)).toEqual(data.map(() => 200))
  })

  it('answers an item under the id of another with 422 at /id', async () => {
    const { body } = await shop.refused(calls.putItem, { params: { id: 'one' }, body: { id: 'two', title: 'Two' } })
    expect(body).toMatchObject({ status: 422, errors: [{ pointer: '/id' }] })
  })

  it('names the id of a faulty line of a bulk request', async () => {
    const { results } = (await shop.call(calls.putItems, { body: [{ id: 'known', title: 5 }] })).body
    expect(results).toMatchObject([{ id: 'known', status: 422 }])
  })
})

describe('limits', () => {
  it.each([
    '/health',
    '/docs/',
    '/docs/static/index.css',
    '/openapi.json',
    '/inkling.js',
    '/readyz',
    '/livez',
    '/none',
  ])('GET %s says how many requests are left', async (path) => {
    const { headers } = await send('GET', path)
    expect(headers.get('ratelimit-policy')).toMatch(/^"(address|public)";q=\d+;w=60$/)
    expect(headers.get('ratelimit')).toMatch(/^"(address|public)";r=\d+;t=\d+$/)
  })

  it('a CORS preflight has the fields of other answers', async () => {
    const asked = { origin: 'https://shop.example', 'access-control-request-method': 'POST', authorization: '' }
    const { status, headers } = await send('OPTIONS', `${basePath}/events`, asked)
    expect([status, headers.get('access-control-allow-methods')]).toEqual([204, 'GET, POST'])
    for (const field of ['ratelimit', 'ratelimit-policy', 'x-request-id', 'traceparent'])
      expect(headers.get(field), field).not.toBeNull()
  })

  it.each([
    [400, 'a path that is no UTF-8', 'GET /%zz HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n'],
    [400, 'bytes that are no request', 'nonsense\r\n\r\n'],
    [431, 'headers that are too large', `GET /?q=${'a'.repeat(20_000)} HTTP/1.1\r\nhost: x\r\n\r\n`],
  ])('the %i of %s says how many requests are left', async (status, _name, request) => {
    const { hostname, port } = new URL(url)
    const socket = connect(Number(port), hostname)
    socket.write(request)
    const answer = Buffer.concat(await socket.toArray()).toString()
    expect(answer).toContain(`HTTP/1.1 ${status} `)
    expect(answer).toMatch(/\r\nratelimit: "address";r=\d+;t=\d+\r\n/i)
  })

  it('refuses unknown paths of one address after 20 in a minute', async () => {
    const from = { 'x-forwarded-for': '192.0.2.41' }
    const statuses: number[] = []
    for (let n = 0; n < 25; n++) statuses.push((await send('GET', `/wp-${n}.php`, from)).status)
    expect(statuses.slice(0, 20)).toEqual(Array.from({ length: 20 }, () => 404))
    expect(new Set(statuses.slice(20))).toEqual(new Set([429]))
  })

  it('an invented left-most X-Forwarded-For does not change the address that is counted', async () => {
    const statuses: number[] = []
    for (let n = 0; n < 25; n++) {
      const headers = { authorization: '', 'x-forwarded-for': `10.0.0.${n}, 203.0.113.7` }
      statuses.push((await send('GET', `${basePath}/items`, headers)).status)
    }
    expect(statuses.at(-1)).toBe(429)
  })
})

describe('the documentation', () => {
  it('/openapi.json may be cached, and is not sent again to a client that has it', async () => {
    const { headers } = await send('GET', '/openapi.json')
    expect(headers.get('cache-control')).toBe('public, max-age=300')
    const etag = headers.get('etag') ?? ''
    const again = await send('GET', '/openapi.json', { 'if-none-match': etag })
    expect([again.status, again.text]).toEqual([304, ''])
  })

  it('/docs loads over plain HTTP, so nothing tells a browser to ask for HTTPS', async () => {
    const { headers } = await send('GET', '/docs/')
    expect(headers.get('content-security-policy')).toContain("default-src 'self'")
    expect(headers.get('content-security-policy')).not.toContain('upgrade-insecure-requests')
  })
})

it('without a content delivery network nothing is said of one', async () => {
  const { status, headers } = await send('GET', `${basePath}/items`)
  expect(status).toBe(200)
  expect([headers.get('surrogate-key'), headers.get('cdn-cache-control')]).toEqual([null, null])
})
