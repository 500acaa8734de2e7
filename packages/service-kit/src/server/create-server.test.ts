import { type AddressInfo, connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { InklingError } from '@inkling/errors'
import { createLogger } from '@inkling/telemetry'
import { Type } from 'typebox'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { silentLogger } from '../../test/signed-app.ts'
import { parseBodies } from '../calls/parse-bodies.ts'
import { createServer } from './create-server.ts'

const app = createServer({ logger: silentLogger })
parseBodies(app, () => {})
app.post('/items', { schema: { body: Type.Object({ title: Type.String() }) }, bodyLimit: 100 }, async () => 'taken')
app.get('/items', { schema: { querystring: Type.Object({ limit: Type.Integer() }) } }, async ({ query }) => query)
app.get('/echo/:text', async ({ params }) => (params as { text: string }).text)
app.delete('/echo/:text', async () => 'gone')
app.get('/ip', async ({ ip }) => ip)
app.get('/busy', async () => {
  throw new InklingError('overloaded', 'Try again shortly', { retryAfterSeconds: 3, internal: 'queue is full' })
})
app.route({ method: ['POST', 'PUT', 'DELETE'], url: '/bodiless', schema: {}, handler: async () => 'done' })
app.get('/broken', async () => {
  throw new Error('password of Postgres is hunter2')
})
afterAll(() => app.close())

const json = { 'content-type': 'application/json' }
const post = (payload: string, headers: Record<string, string> = json) =>
  ({ method: 'POST', url: '/items', headers, payload }) as const
const get = (url: string, headers: Record<string, string> = {}) => ({ method: 'GET', url, headers }) as const

describe('problems (RFC 9457)', () => {
  it.each([
    ['malformed JSON', post('{"title": '), 400, 'malformed_json'],
    ['an empty body', post(''), 400, 'malformed_json'],
    ['a body of another type', post('title=tea', { 'content-type': 'text/plain' }), 415, 'unsupported_media_type'],
    ['a body of no type', post('{"title":"tea"}', {}), 415, 'unsupported_media_type'],
    ['a body over the limit', post(JSON.stringify({ title: 'a'.repeat(100) })), 413, 'payload_too_large'],
    ['a body of another shape', post('{"title":5}'), 422, 'validation_failed'],
    ['a query of another shape', get('/items?limit=few'), 422, 'validation_failed'],
    ['an unknown path', get('/nothing?secret=1'), 404, 'not_found'],
    ['a path that cannot be read', get('/%zz'), 400, 'bad_request'],
    ['an error of ours', get('/busy'), 503, 'overloaded'],
    ['an error nobody expected', get('/broken'), 500, 'internal'],
  ])('answers %s as a problem', async (_name, request, status, code) => {
    const answer = await app.inject({ ...request, headers: { ...request.headers, 'x-request-id': 'req-7' } })
    expect(answer.statusCode).toBe(status)
    expect(answer.headers['content-type']).toMatch(/^application\/problem\+json/)
    expect(answer.json()).toMatchObject({ status, code, instance: request.url, requestId: 'req-7' })
  })
})

describe('calls without a body', () => {
  it.each(['POST', 'PUT', 'DELETE'] as const)('take %s with the Content-Type of JSON and no byte', async (method) => {
    const answers = [{}, { 'content-length': '0' }].map((more) =>
      app.inject({ method, url: '/bodiless', headers: { ...json, ...more } }),
    )
    for (const answer of await Promise.all(answers)) expect(answer.statusCode).toBe(200)
  })
})

describe('queries', () => {
  it.each(['/items?limit=%ff', '/items?limit=5&q=caf%E9', '/items?limit=5&%C3%28=1', '/items?limit=5&q=%ED%A0%80'])(
    'rejects %s, which is not UTF-8',
    async (url) => {
      const answer = await app.inject(get(url))
      expect(answer.json()).toMatchObject({ status: 400, code: 'bad_request' })
      expect(answer.json().detail).toContain('UTF-8')
    },
  )

  it.each(['/echo/tea?q=caf%C3%A9', '/echo/tea?q=100%', '/echo/tea?q=%zz%F0%9F%8D%B5'])('accepts %s', async (url) => {
    expect((await app.inject(get(url))).statusCode).toBe(200)
  })
})

describe('bodies', () => {
  const latin1 = Buffer.from('{"title":"caf\u00e9"}', 'latin1')

  it('rejects a body that is not UTF-8', async () => {
    const answer = await app.inject({ ...post(''), payload: latin1 })
    expect(answer.json()).toMatchObject({ status: 400, code: 'malformed_json' })
    expect(answer.json().detail).toContain('UTF-8')
  })

  it.each(['iso-8859-1', '"utf-16"'])('rejects the charset %s with 415', async (charset) => {
    const answer = await app.inject({
      ...post('', { 'content-type': `application/json; charset=${charset}` }),
      payload: latin1,
    })
    expect(answer.json()).toMatchObject({ status: 415, code: 'unsupported_media_type' })
  })

  it.each(['utf-8', 'UTF-8', '"utf8"'])('accepts the charset %s', async (charset) => {
    const answer = await app.inject(post('{"title":"tea"}', { 'content-type': `application/json; charset=${charset}` }))
    expect(answer.body).toBe('taken')
  })

  it('accepts a byte order mark', async () => {
    expect((await app.inject(post('\uFEFF{"title":"tea"}'))).body).toBe('taken')
  })

  it.each([{}, { 'content-length': '0' }])('accepts a DELETE with a content type and no body (%j)', async (more) => {
    const answer = await app.inject({ method: 'DELETE', url: '/echo/x', headers: { ...json, ...more } })
    expect(answer.body).toBe('gone')
  })
})

describe('a path that has routes for other methods', () => {
  it.each([
    ['PUT', '/items', 'GET, HEAD, POST'],
    ['POST', '/echo/x?a=1', 'DELETE, GET, HEAD'],
    ['OPTIONS', '/ip', 'GET, HEAD'],
  ] as const)('answers %s %s with 405 and the methods in Allow', async (method, url, allow) => {
    const answer = await app.inject({ method, url })
    expect(answer.json()).toMatchObject({ status: 405, code: 'method_not_allowed' })
    expect(answer.headers.allow).toBe(allow)
  })

  it.each(['/echo/', '/echo/x/y', '/item'])('answers the unknown path %s with 404', async (url) => {
    expect((await app.inject({ method: 'POST', url })).statusCode).toBe(404)
  })
})

describe('bytes that Node cannot read as a request', () => {
  beforeAll(() => app.listen({ port: 0, host: '127.0.0.1' }))

  it.each([
    [431, 'headers_too_large', `GET /items?q=${'a'.repeat(20_000)} HTTP/1.1\r\n\r\n`],
    [400, 'bad_request', 'who is there?\r\n\r\n'],
  ])('answers bytes that are not a request with %i %s', async (status, code, request) => {
    const socket = connect((app.server.address() as AddressInfo).port, '127.0.0.1')
    socket.write(request)
    const answer = Buffer.concat(await socket.toArray()).toString()
    const [head = '', body = ''] = answer.split('\r\n\r\n')
    expect(head).toMatch(new RegExp(`^HTTP/1.1 ${status} [^]*application/problem\\+json`))
    expect(JSON.parse(body)).toMatchObject({ status, code })
  })
})

it('the problem of an unknown path names the path without its query', async () => {
  expect((await app.inject(get('/nothing?secret=1'))).json().detail).toBe('There is no GET /nothing')
})

it.each([
  ['http://a.example/echo/x?y=1', '/echo/x?y=1'],
  ['HTTPS://a.example:99/echo/x', '/echo/x'],
  ['/echo/http:%2F%2Fa.example', '/echo/http:%2F%2Fa.example'],
  ['http://a.example', '/'],
  ['http://a.example?y=1', '/?y=1'],
])('a target in absolute form (RFC 9112, section 3.2.2) is its path: %s', async (target, path) => {
  const seen: (string | undefined)[] = []
  const server = createServer({ logger: silentLogger })
  server.addHook('onRequest', async ({ url, raw }) => void seen.push(url, raw.url))
  await server.listen({ port: 0, host: '127.0.0.1' })
  const socket = connect((server.server.address() as AddressInfo).port, '127.0.0.1')
  socket.write(`GET ${target} HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n`)
  await text(socket)
  expect(seen).toEqual([path, path])
  await server.close()
})

it('a path parameter may be 1,024 characters long', async () => {
  expect((await app.inject(get(`/echo/${'a'.repeat(1_024)}`))).body).toHaveLength(1_024)
  expect((await app.inject(get(`/echo/${'a'.repeat(1_025)}`))).statusCode).toBe(400)
})

it('answers 408 to a client that sends the head of its request too slowly, and closes the connection', async () => {
  const hurried = createServer({ logger: silentLogger, timeouts: { headersMs: 50, requestMs: 100, idleMs: 1_000 } })
  await hurried.listen({ port: 0, host: '127.0.0.1' })
  const socket = connect((hurried.server.address() as AddressInfo).port, '127.0.0.1')
  socket.write('GET / HTTP/1.1\r\nhost: a\r\nx-slow: ')
  expect(await text(socket)).toMatch(/^HTTP\/1.1 408 .*"code":"request_timeout"/s)
  await hurried.close()
})

it('a request must arrive within 60 s', () => {
  expect(app.server.requestTimeout).toBe(60_000)
})

it.each([
  ['no proxy', 0, '127.0.0.1'],
  ['one proxy', 1, '192.0.2.7'],
  ['two proxies', 2, '203.0.113.5'],
  ['the network of the proxies', ['127.0.0.0/8', '192.0.2.0/24'], '203.0.113.5'],
  ['the network of one proxy', ['127.0.0.0/8'], '192.0.2.7'],
])('with %s trusted, the client address is the right-most untrusted one', async (_name, trustProxy, ip) => {
  const behind = createServer({ logger: silentLogger, trustProxy })
  behind.get('/', async (request) => request.ip)
  const forwarded = { 'x-forwarded-for': '10.6.6.6, 203.0.113.5, 192.0.2.7' }
  expect((await behind.inject(get('/', forwarded))).body).toBe(ip)
})

it('does not trust X-Forwarded-For unless told to', async () => {
  expect((await app.inject(get('/ip', { 'x-forwarded-for': '192.0.2.7' }))).body).toBe('127.0.0.1')
})

it('keeps the connection open for a body that is too large, so that the client can read the answer', async () => {
  const answer = await app.inject(post(JSON.stringify({ title: 'a'.repeat(100) })))
  expect(answer.statusCode).toBe(413)
  expect(answer.headers.connection).not.toBe('close')
})

it('a validation problem has a pointer to each fault', async () => {
  expect((await app.inject(post('{"title":5}'))).json().errors).toMatchObject([{ pointer: '/title', code: 'type' }])
})

it('an error that knows when to try again sets Retry-After', async () => {
  expect((await app.inject(get('/busy'))).headers['retry-after']).toBe('3')
})

it('a problem never shows the internal message of an error', async () => {
  const answers = await Promise.all(['/busy', '/broken'].map((url) => app.inject(get(url))))
  expect(answers.map(({ body }) => body).join()).not.toMatch(/queue is full|hunter2/)
})

it('converts the texts of a query to the types of the schema', async () => {
  expect((await app.inject(get('/items?limit=5'))).json()).toEqual({ limit: 5 })
})

describe('the request id', () => {
  const idFor = async (given: string) => (await app.inject(get('/nothing', { 'x-request-id': given }))).json().requestId

  it('keeps the request id that was given', async () => {
    expect(await idFor('from-the-edge:1.2')).toBe('from-the-edge:1.2')
  })

  it('may be 128 characters long', async () => {
    expect(await idFor('a'.repeat(128))).toBe('a'.repeat(128))
  })

  it.each(['', 'a b', 'a"b', 'a'.repeat(129)])('replaces the request id %j by a new one', async (given) => {
    expect(await idFor(given)).toMatch(/^req_/)
  })
})

it('logs nothing about a request that succeeds', async () => {
  const lines: string[] = []
  const logger = createLogger({ service: 'test', level: 'info' }, { write: (line) => void lines.push(line) })
  const quiet = createServer({ logger })
  quiet.get('/', async () => 'tea')
  expect((await quiet.inject('/')).body).toBe('tea')
  expect(lines).toEqual([])
})

it('sends a value as it is, whatever the schema of the answer says', async () => {
  const server = createServer({ logger: silentLogger })
  const schema = { response: { 200: Type.Object({ title: Type.String() }) } }
  server.get('/', { schema }, async () => ({ title: 'Tea', colour: 'green' }))
  expect((await server.inject('/')).json()).toEqual({ title: 'Tea', colour: 'green' })
})

it('a server that is closing still answers a request that had begun to arrive', async () => {
  const closing = createServer({ logger: silentLogger })
  const begun = Promise.withResolvers<void>()
  closing.get('/tea', async () => 'ready')
  await closing.listen({ port: 0, host: '127.0.0.1' })
  closing.server.once('connection', (socket) => socket.once('data', () => begun.resolve()))
  const client = connect((closing.server.address() as AddressInfo).port, '127.0.0.1')
  client.write('GET /tea HTTP/1.1\r\nhost: kettle\r\n')
  await begun.promise
  const closed = closing.close()
  client.end('connection: close\r\n\r\n')
  expect(Buffer.concat(await client.toArray()).toString()).toMatch(/^HTTP\/1.1 200 .*ready$/s)
  await closed
})
