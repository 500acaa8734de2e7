import { once } from 'node:events'
import { existsSync } from 'node:fs'
import {
  type ClientHttp2Stream,
  connect as connectHttp2,
  type IncomingHttpHeaders,
  type IncomingHttpStatusHeader,
} from 'node:http2'
import type { LookupFunction } from 'node:net'
import { buffer, text } from 'node:stream/consumers'
import { connect, type SecureVersion } from 'node:tls'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { createApiKey } from '@inkling/contracts/api-key'
import { afterAll, beforeEach, expect, it, vi } from 'vitest'
import { WebSocket } from 'ws'
import { type Edge, startEdge } from './edge.ts'
import { startEdgeGateway } from './edge-gateway.ts'

const one = await startEdgeGateway('one')
const two = await startEdgeGateway('two')
const edge = await startEdge([one.address, two.address])
beforeEach(() => {
  for (const { received } of [one, two]) received.length = 0
})
afterAll(async () => {
  await edge.stop()
  await Promise.all([one, two].map((gateway) => gateway.stop()))
})

const bearer = () => ({ authorization: `Bearer ${createApiKey().key}` })
const keys = Array.from({ length: 20 }, bearer)
const askWithAllKeys = (at: Edge = edge) => Promise.all(keys.map((headers) => at.ask('/api/v1/items', { headers })))
const namesOf = (answers: readonly { headers: Record<string, unknown> }[]) =>
  answers.map(({ headers }) => headers.gateway)

async function handshake(version: SecureVersion): Promise<string | null> {
  const socket = connect({
    host: '127.0.0.1',
    port: edge.port,
    ca: edge.certificate,
    servername: 'localhost',
    minVersion: version,
    maxVersion: version,
    ciphers: 'DEFAULT@SECLEVEL=0',
  })
  await once(socket, 'secureConnect')
  const protocol = socket.getProtocol()
  socket.destroy()
  return protocol
}

const loopback: LookupFunction = (_name, { all }, done) =>
  all ? done(null, [{ address: '127.0.0.1', family: 4 }]) : done(null, '127.0.0.1', 4)

const http2 = (options = {}) =>
  connectHttp2(`https://localhost:${edge.port}`, { ca: edge.certificate, lookup: loopback, ...options })

async function answerOf(stream: ClientHttp2Stream) {
  const [headers] = (await once(stream, 'response')) as [IncomingHttpHeaders & IncomingHttpStatusHeader]
  return { headers, body: await text(stream) }
}

const patient = { timeout: 10_000 }

it('the edge speaks TLS 1.2 and 1.3, and refuses 1.1', async () => {
  expect(await handshake('TLSv1.2')).toBe('TLSv1.2')
  expect(await handshake('TLSv1.3')).toBe('TLSv1.3')
  await expect(handshake('TLSv1.1')).rejects.toThrow(/alert|version/)
})

it('the edge speaks HTTP/2', async () => {
  const session = http2()
  expect((await answerOf(session.request({ ':path': '/api/v1/items' }))).headers[':status']).toBe(200)
  session.destroy()
})

it('the requests of a key reach one gateway, and those of many keys reach all', async () => {
  const first = namesOf(await askWithAllKeys())
  expect(namesOf(await askWithAllKeys())).toEqual(first)
  expect(new Set(first)).toEqual(new Set(['one', 'two']))
})

it('a key has the same gateway in each place that may hold it', async () => {
  const { key } = createApiKey()
  const answers = [
    await edge.ask('/', { headers: { authorization: `Bearer ${key}` } }),
    await edge.ask('/', { headers: { 'x-api-key': key } }),
    await edge.ask('/', { headers: { 'sec-websocket-protocol': `inkling.v1, inkling.key.${key}` } }),
    await edge.ask(`/?key=${key}`),
  ]
  expect(new Set(namesOf(answers)).size).toBe(1)
})

it('the gateway learns the address of the client, and nothing that the client claims', async () => {
  const headers = { 'x-forwarded-for': '1.2.3.4', forwarded: 'for=1.2.3.4', 'x-forwarded-proto': 'http' }
  await edge.ask('/api/v1/items', { headers, from: '127.0.0.3' })
  const [received] = [...one.received, ...two.received]
  expect(received?.headers).toMatchObject({ 'x-forwarded-for': '127.0.0.3', 'x-forwarded-proto': 'https' })
  expect(received?.headers).not.toHaveProperty('forwarded')
})

it('a gateway that is not ready gets no requests, and gets its own again once it is ready', async () => {
  const before = namesOf(await askWithAllKeys())
  two.isReady = false
  expect(await edge.lookAtGateways()).toContain('1 of 2 not ready')
  await vi.waitFor(async () => expect(new Set(namesOf(await askWithAllKeys()))).toEqual(new Set(['one'])))

  two.isReady = true
  expect(await edge.lookAtGateways()).toContain('0 of 2 not ready')
  await vi.waitFor(async () => expect(namesOf(await askWithAllKeys())).toEqual(before))
})

it('if no gateway is ready, all stay in', async () => {
  one.isReady = two.isReady = false
  expect(await edge.lookAtGateways()).toBe('')
  one.isReady = two.isReady = true
})

it('server-sent events pass as soon as they are written', async () => {
  const stream = await edge.open('/api/v1/stream?topic=level', { headers: keys[0] ?? {} })
  for (const data of ['first', 'second']) {
    const arrival = once(stream, 'data')
    for (const gateway of [one, two]) gateway.sendEvent(data)
    expect(String((await arrival)[0])).toBe(`data: ${data}\n\n`)
  }
  stream.destroy()
})

it('a WebSocket passes in both directions', async () => {
  const options = { ca: edge.certificate, lookup: loopback, headers: keys[0] ?? {} }
  const socket = new WebSocket(`wss://localhost:${edge.port}/api/v1/stream`, options)
  await once(socket, 'open')
  socket.send('hello')
  expect(String((await once(socket, 'message'))[0])).toMatch(/^(one|two) hello$/)
  socket.terminate()
})

it('an address that sends too much gets 429 as a problem, and others go on', async () => {
  const session = http2({ localAddress: '127.0.0.9' })
  const answers = await Promise.all(Array.from({ length: 1_000 }, () => answerOf(session.request())))
  session.destroy()
  const refused = answers.filter(({ headers }) => headers[':status'] === 429)
  expect(refused.length).toBeGreaterThan(0)
  expect(refused[0]?.headers).toMatchObject({ 'content-type': 'application/problem+json', 'retry-after': '1' })
  expect(JSON.parse(refused[0]?.body ?? '')).toMatchObject({ status: 429, code: 'rate_limited', retryable: true })
  expect((await edge.ask('/api/v1/items')).status).toBe(200)
})

it('a body that is too large gets 413 as a problem', async () => {
  const headers = { 'content-length': String(17 * 1024 * 1024) }
  const answer = await edge.ask('/api/v1/items', { method: 'POST', headers, body: 'x' })
  expect(answer.status).toBe(413)
  expect(JSON.parse(answer.body)).toMatchObject({ code: 'payload_too_large', retryable: false })
})

const isKept = async (path: string, headers: Record<string, string> = {}) => {
  const bodies = [await edge.ask(path, { headers }), await edge.ask(path, { headers })].map(({ body }) => body)
  return bodies[0] === bodies[1]
}

it('only answers that say how long they are fresh are kept, and none to a request with a credential', async () => {
  expect(await isKept('/1?cache-control=public,max-age=60')).toBe(true)
  expect(await isKept('/2?cache-control=private,max-age=60')).toBe(false)
  expect(await isKept('/3?cache-control=no-cache')).toBe(false)
  expect(await isKept('/4')).toBe(false)
  expect(await isKept('/5?cache-control=public,max-age=60', keys[0])).toBe(false)
  expect(await isKept('/6?cache-control=public,max-age=60', { cookie: 'session=1' })).toBe(false)
  expect(await isKept('/7?cache-control=public,max-age=60&set-cookie=a')).toBe(false)
})

it('an answer is kept for each value of the headers in its Vary', async () => {
  const path = '/8?cache-control=public,max-age=60&vary=accept-language'
  const ask = async (language: string) => (await edge.ask(path, { headers: { 'accept-language': language } })).body
  const german = await ask('de')
  expect(await ask('fr')).not.toBe(german)
  expect(await ask('de')).toBe(german)
})

it('a stale answer is served while it is asked for again, for as long as it allows', async () => {
  const path = '/9?cache-control=public,max-age=1,stale-while-revalidate=60'
  const { body } = await edge.ask(path)
  const held = Promise.withResolvers<void>()
  one.free = two.free = held.promise
  await vi.waitFor(async () => {
    expect((await edge.ask(path)).body).toBe(body)
    expect(one.received.length + two.received.length).toBe(2)
  }, patient)
  expect((await edge.ask(path)).body).toBe(body)
  held.resolve()
  await vi.waitFor(async () => expect((await edge.ask(path)).body).not.toBe(body), patient)
})

/** Of the package libnginx-mod-http-brotli-filter. */
const hasBrotli = existsSync('/usr/lib/nginx/modules/ngx_http_brotli_filter_module.so')

it.runIf(hasBrotli)(
  'with the module, an answer is sent as br to who takes it, and as gzip or plain to others',
  async () => {
    const compressing = await startEdge(
      [one.address, two.address],
      ['brotli/main-brotli.conf', 'brotli/http-brotli.conf'],
    )
    const codingFor = async (codings: string) => {
      const answer = await compressing.open('/long?fill=4000', { headers: { 'accept-encoding': codings } })
      const body = await buffer(answer)
      const coding = answer.headers['content-encoding'] ?? ''
      expect(answer.headers.vary).toContain('Accept-Encoding')
      return [coding, decoded(coding, body).length]
    }
    expect(await codingFor('gzip, br')).toEqual(['br', 4_000])
    expect(await codingFor('gzip')).toEqual(['gzip', 4_000])
    expect(await codingFor('')).toEqual(['', 4_000])
    await compressing.stop()
  },
)

function decoded(coding: string, body: Buffer): Buffer {
  if (coding === 'br') return brotliDecompressSync(body)
  return coding === 'gzip' ? gunzipSync(body) : body
}

it('a reload loses no request', async () => {
  let isReloading = true
  const statuses: number[] = []
  const client = async (from: string) => {
    while (isReloading) statuses.push((await edge.ask('/api/v1/items', { from, headers: keys[1] ?? {} })).status)
  }
  const clients = ['127.0.0.11', '127.0.0.12'].map(client)
  for (const goal of [10, 20, 30]) {
    edge.reload()
    await vi.waitFor(() => expect(statuses.length).toBeGreaterThan(goal))
  }
  isReloading = false
  await Promise.all(clients)
  expect(new Set(statuses)).toEqual(new Set([200]))
})

it('without its gateway, the requests of a key go to another one; without any, they get 503 as a problem', async () => {
  await two.stop()
  expect(new Set(namesOf(await askWithAllKeys()))).toEqual(new Set(['one']))
  const post = await Promise.all(
    keys.map((headers) => edge.ask('/api/v1/events', { method: 'POST', headers, body: '{}' })),
  )
  expect(post.every(({ status }) => status === 200)).toBe(true)

  await one.stop()
  const answer = await edge.ask('/api/v1/items', { headers: keys[0] ?? {} })
  expect(answer.status).toBe(503)
  expect(JSON.parse(answer.body)).toMatchObject({ code: 'dependency_unavailable', retryable: true })
})
