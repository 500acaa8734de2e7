import { connect } from 'node:net'
import { deflateRawSync } from 'node:zlib'
import { createClient, createScopedToken, type ScopedTokenClaims } from '@inkling/client'
import { basePath, calls, streamLimits, streamPath } from '@inkling/contracts'
import { afterEach, describe, expect, it } from 'vitest'
import { bearer, newTenant, operator, ownAddress } from '../support/callers.ts'
import { eventually } from '../support/eventually.ts'
import { type OpenOptions, openStream, type Refused, streamUrl, type TestStream } from '../support/open-stream.ts'
import { sharedStack } from '../support/shared-stack.ts'

const { url, adminKey } = sharedStack()
const shop = await newTenant({ plan: 'growth' })
const other = await newTenant()
const view = (userId: string, itemId: string) => ({ type: 'view', userId, itemId })
await shop.call(calls.postEvents, {
  body: ['ann', 'bob', 'cem', 'dia'].flatMap((user) => ['a', 'b', 'c'].map((item) => view(user, item))),
})

const opened: TestStream[] = []
afterEach(() => {
  for (const stream of opened.splice(0)) stream.close()
})
async function open(key: string, options?: OpenOptions): Promise<TestStream> {
  const stream = await openStream(key, options)
  opened.push(stream)
  return stream
}
const refused = (key: string, options?: OpenOptions): Promise<Refused> =>
  open(key, options).then(
    () => Promise.reject(new Error('the stream was accepted')),
    (error: Refused) => error,
  )
const items = ({ data }: { data: { data: readonly { itemId: string }[] } }) => data.data.map(({ itemId }) => itemId)

describe('topics', () => {
  it('tells predictions at once, and again when an event changes them', async () => {
    const stream = await open(shop.key)
    stream.subscribe('predictions:user:eve')
    expect(await stream.nth('subscribed')).toMatchObject({ topics: ['predictions:user:eve'] })
    const before = items(await stream.nth('prediction'))
    await shop.call(calls.postEvents, { body: view('eve', 'a') })
    const after = await stream.nth('prediction', 2)
    expect(after.topic).toBe('predictions:user:eve')
    expect(items(after)).not.toEqual(before)
    expect(items(after)[0]).toBe('b')
  })

  it('tells suggestions when an event changes them', async () => {
    const stream = await open(shop.key)
    stream.subscribe('suggestions:-:session:s1')
    const before = items(await stream.nth('suggestion'))
    await shop.call(calls.postEvents, { body: { type: 'view', sessionId: 's1', itemId: 'a' } })
    expect(items(await stream.nth('suggestion', 2))).not.toEqual(before)
  })

  it('tells how an operation goes until it has ended', async () => {
    const { body } = await shop.call(calls.createRun, { body: { kind: 'train' } })
    const stream = await open(shop.key, { query: { topic: `operations:${body.id}` } })
    await eventually(async () => expect(stream.of('operation').at(-1)?.data.state).toBe('succeeded'))
  })

  it('tells operators the level, the metrics and the alerts', async () => {
    const query: [string, string][] = [
      ['topic', 'level'],
      ['topic', 'metrics'],
      ['topic', 'alerts'],
    ]
    const stream = await open(adminKey, { query })
    expect((await stream.nth('level')).data).toMatchObject({ level: 'normal', forced: true })
    const { data } = await stream.nth('metrics')
    expect(data.answers.length).toBeGreaterThan(0)
    expect(data.streams).toBeGreaterThan(0)
    expect((await stream.nth('alerts')).data).toHaveProperty('evaluatedAt')
  })

  it('tells the measures of learning', async () => {
    const stream = await open(shop.key, { query: { topic: 'learning' } })
    expect((await stream.nth('learning')).data.window).toBe('24h')
  })

  it('an operation that does not exist is refused, and the stream goes on', async () => {
    const stream = await open(shop.key)
    stream.subscribe('operations:none')
    expect(await stream.nth('error')).toMatchObject({ code: 'not_found', topic: 'operations:none' })
    stream.send({ type: 'ping' })
    await stream.nth('pong')
  })

  it('no message of a topic arrives once it is left', async () => {
    const stream = await open(shop.key, { query: { topic: 'predictions:user:fay' } })
    await stream.nth('prediction')
    stream.send({ type: 'unsubscribe', topics: ['predictions:user:fay'] })
    await stream.nth('unsubscribed')
    await shop.call(calls.postEvents, { body: view('fay', 'a') })
    stream.subscribe('predictions:user:gil')
    await stream.nth('prediction', 2)
    await shop.call(calls.postEvents, { body: view('gil', 'a') })
    await stream.nth('prediction', 3)
    expect(stream.of('prediction').filter(({ topic }) => topic === 'predictions:user:fay')).toHaveLength(1)
  })
})

describe('the client', () => {
  const { stream } = createClient({ url, apiKey: shop.key })

  it.each(['events', 'websocket'] as const)(
    'follows a topic by %s, and ends when the loop is left',
    async (transport) => {
      const userId = `mia-${transport}`
      const seen: string[][] = []
      for await (const message of stream({ topics: [`predictions:user:${userId}`], transport })) {
        if (message.type !== 'prediction') continue
        seen.push(message.data.data.map(({ itemId }) => itemId))
        if (seen.length === 2) break
        await shop.call(calls.postEvents, { body: view(userId, 'a') })
      }
      expect(seen[1]?.[0]).toBe('b')
    },
  )

  it('says why a WebSocket was refused', async () => {
    const refused = stream({ topics: ['level'], transport: 'websocket' }).next()
    await expect(refused).rejects.toMatchObject({ problem: { code: 'forbidden_scope' } })
  })

  it('ends a WebSocket when its signal is aborted', async () => {
    const controller = new AbortController()
    const following = stream({ topics: ['learning'], transport: 'websocket', signal: controller.signal })
    expect((await following.next()).value).toMatchObject({ type: 'learning' })
    controller.abort()
    expect((await following.next()).done).toBe(true)
  })
})

it('/asyncapi.json describes the streams', async () => {
  const answer = await fetch(`${url}/asyncapi.json`, { headers: ownAddress() })
  expect(await answer.json()).toMatchObject({
    asyncapi: '3.0.0',
    servers: { gateway: { host: new URL(url).host, protocol: 'ws' } },
    channels: { stream: { address: '/api/v1/stream' } },
  })
})

describe('resuming', () => {
  it('a stream that returns gets what it missed, and nothing twice', async () => {
    const topic = 'predictions:user:hal'
    const stays = await open(shop.key, { query: { topic } })
    const leaves = await open(shop.key, { query: { topic } })
    await leaves.nth('prediction')
    leaves.close()
    await shop.call(calls.postEvents, { body: view('hal', 'a') })
    await stays.nth('prediction', 2)
    const returns = await open(shop.key, { query: { topic, since: leaves.position() } })
    expect(await returns.nth('prediction')).toEqual(stays.of('prediction')[1])
    await shop.call(calls.postEvents, { body: view('hal', 'b') })
    await returns.nth('prediction', 2)
    expect(returns.of('gap')).toEqual([])
    expect(returns.of('prediction')).toEqual(stays.of('prediction').slice(1))
  })

  it('a stream that returns learns of events while nobody followed the user', async () => {
    const topic = 'predictions:user:ivy'
    const leaves = await open(shop.key, { query: { topic } })
    await leaves.nth('prediction')
    leaves.close()
    await shop.call(calls.postEvents, { body: view('ivy', 'a') })
    const returns = await open(shop.key, { query: { topic, since: leaves.position() } })
    expect(items(await returns.nth('prediction'))[0]).toBe('b')
    expect(returns.of('gap')).toEqual([])
  })

  it.each(['0123456789ab.7', ''])(
    'a stream that returns with the position "%s" is never left in doubt',
    async (since) => {
      const query = { topic: 'predictions:user:jim', since }
      const stream = await open(shop.key, { query })
      await stream.nth('prediction')
      expect(stream.of('gap').length).toBe(since === '' ? 0 : 1)
    },
  )

  it('server-sent events have the same frames, and resume by Last-Event-ID', async () => {
    const topic = 'predictions:user:kim'
    const ask = (more: Record<string, string> = {}) =>
      fetch(`${url}${streamPath}?topic=${topic}`, {
        headers: { ...ownAddress(), ...bearer(shop.key), accept: 'text/event-stream', ...more },
      })
    const first = await ask()
    expect(first.headers.get('content-type')).toBe('text/event-stream')
    const { id, text } = await eventWith(first, '"prediction"')
    expect(JSON.parse(text)).toMatchObject({ position: id, messages: expect.any(Array) })
    await shop.call(calls.postEvents, { body: view('kim', 'a') })
    const next = await eventWith(await ask({ 'last-event-id': id }), '"prediction"')
    expect(next.text).toContain('"itemId":"b"')
    expect(next.text).not.toContain('"gap"')
    const refused = await ask({ 'last-event-id': 'yesterday' })
    expect(refused.status).toBe(422)
    expect(await refused.json()).toMatchObject({ errors: [{ pointer: '/headers/last-event-id' }] })
  })
})

/** The first event whose data holds this text. */
async function eventWith(response: Response, wanted: string): Promise<{ id: string; text: string }> {
  let all = ''
  for await (const part of response.body ?? []) {
    all += new TextDecoder().decode(part)
    for (const event of all.split('\n\n').slice(0, -1)) {
      const [, id = ''] = /^id: (.*)$/m.exec(event) ?? []
      const [, text = ''] = /^data: (.*)$/m.exec(event) ?? []
      if (text.includes(wanted)) return { id, text }
    }
  }
  throw new Error(`the stream ended: ${all}`)
}

describe('keys', () => {
  const page = async () => {
    const { body } = await operator().call(calls.createKey, {
      params: { id: shop.id },
      body: { allowedOrigins: ['https://shop.example'] },
    })
    return body
  }

  it('a stream without a valid key is refused before the upgrade', async () => {
    expect(await refused('ink_none_00000000000000000000000000000000')).toMatchObject({
      status: 401,
      problem: { code: 'unauthenticated' },
    })
  })

  it('a browser sends its key as a subprotocol', async () => {
    const socket = new WebSocket(streamUrl(), ['inkling.v1', `inkling.key.${shop.key}`])
    await new Promise((resolve, reject) => {
      socket.onopen = resolve
      socket.onerror = reject
    })
    expect(socket.protocol).toBe('inkling.v1')
    socket.close()
  })

  it('a key follows only topics for which it has the scope', async () => {
    expect(await refused(shop.key, { query: { topic: 'level' } })).toMatchObject({
      status: 403,
      problem: { code: 'forbidden_scope' },
    })
    const stream = await open(shop.key)
    stream.subscribe('alerts')
    expect(await stream.nth('error')).toMatchObject({ code: 'forbidden_scope', topic: 'alerts' })
  })

  it('an unknown placement ends its subscription with an error that names both', async () => {
    const stream = await open(shop.key)
    stream.subscribe('suggestions:nope:user:ada')
    const error = await stream.nth('error')
    expect(error).toMatchObject({ code: 'validation_failed', topic: 'suggestions:nope:user:ada' })
    expect(error.detail).toMatch(/no placement \(scenario\) nope.*The subscription to this topic ended/)
  })

  it("another tenant's operation looks absent, and its users are other users", async () => {
    const { body } = await other.call(calls.createRun, { body: { kind: 'train' } })
    const stream = await open(shop.key)
    stream.subscribe(`operations:${body.id}`, 'predictions:user:lea')
    expect(await stream.nth('error')).toMatchObject({ code: 'not_found' })
    await stream.nth('prediction')
    await other.call(calls.postEvents, { body: view('lea', 'a') })
    await shop.call(calls.postEvents, { body: view('lea', 'b') })
    await stream.nth('prediction', 2)
    expect(stream.of('prediction')).toHaveLength(2)
  })

  it('a key of pages follows only the session that its stream names', async () => {
    const { key } = await page()
    const stream = await open(key, { query: { sessionId: 's1' } })
    stream.subscribe('predictions:session:s1')
    await stream.nth('prediction')
    const foreign = ['predictions:session:s2', 'predictions:user:ann', 'suggestions:-:session:s1']
    for (const topic of foreign) stream.subscribe(topic)
    await stream.nth('error', foreign.length)
    expect(stream.of('error').map(({ code }) => code)).toEqual(foreign.map(() => 'forbidden_scope'))
  })

  const ownToken = async (claims: ScopedTokenClaims, ofPage?: string) => createScopedToken(ofPage ?? shop.key, claims)

  it('a token of a user follows only the predictions and suggestions of that user', async () => {
    const stream = await open(await ownToken({ userId: 'ann' }))
    stream.subscribe('predictions:user:ann', 'suggestions:-:user:ann')
    await stream.nth('prediction')
    await stream.nth('suggestion')
    const foreign = ['predictions:user:bob', 'suggestions:-:user:bob', 'predictions:session:s1']
    for (const topic of foreign) stream.subscribe(topic)
    await stream.nth('error', foreign.length)
    expect(stream.of('error').map(({ code }) => code)).toEqual(foreign.map(() => 'forbidden_user'))
    stream.subscribe('learning')
    expect(await stream.nth('error', foreign.length + 1)).toMatchObject({ code: 'forbidden_scope' })
    const before = await refused(await ownToken({ userId: 'ann' }), { query: { topic: 'predictions:user:bob' } })
    expect(before).toMatchObject({ status: 403, problem: { code: 'forbidden_user' } })
  })

  it('a token with a filter opens no stream', async () => {
    const token = await ownToken({ userId: 'ann', filter: 'kind = "doc"' })
    expect(await refused(token)).toMatchObject({ status: 403, problem: { code: 'forbidden_scope' } })
  })

  it('a browser sends its token as a subprotocol, and the stream is closed when the token expires', async () => {
    const begunMs = Date.now()
    const token = await ownToken({ userId: 'ann', expiresInSeconds: 4 })
    const socket = new WebSocket(streamUrl(), ['inkling.v1', `inkling.key.${token}`])
    const messages: string[] = []
    socket.onmessage = ({ data }) => void messages.push(String(data))
    const closed = await new Promise<CloseEvent>((resolve) => {
      socket.onclose = resolve
    })
    expect([closed.code, closed.reason]).toEqual([4401, 'The token has expired'])
    expect(Date.now() - begunMs).toBeGreaterThan(2_000)
    expect(messages.at(-1)).toContain('The token has expired')
  })

  it('server-sent events end when their token expires, and the last message says why', async () => {
    const token = await ownToken({ userId: 'ann', expiresInSeconds: 4 })
    const headers = { ...ownAddress(), ...bearer(token), accept: 'text/event-stream' }
    const response = await fetch(`${url}${streamPath}?topic=predictions:user:ann`, { headers })
    expect(response.status).toBe(200)
    expect((await response.text()).trimEnd().split('\n').at(-1)).toContain('The token has expired')
  })

  it('a stream is closed when the key of its token is revoked', async () => {
    const { id: keyId, key } = await page()
    const stream = await open(await ownToken({ userId: 'ann' }, key))
    await operator().call(calls.revokeKey, { params: { id: shop.id, keyId } })
    expect(await stream.closed()).toBe(4401)
  })

  it('a stream is closed when its key expires', async () => {
    const expiresAt = new Date(Date.now() + 3_000).toISOString()
    const { body } = await operator().call(calls.createKey, { params: { id: shop.id }, body: { expiresAt } })
    const stream = await open(body.key)
    expect(await stream.closed()).toBe(4401)
    expect(Date.now()).toBeGreaterThanOrEqual(Date.parse(expiresAt))
  })

  it('a stream is closed when its key is revoked', async () => {
    const { id: keyId, key } = await page()
    const stream = await open(key, { query: { sessionId: 's1' } })
    await operator().call(calls.revokeKey, { params: { id: shop.id, keyId } })
    expect(await stream.closed()).toBe(4401)
  })
})

describe('bad input', () => {
  it.each([
    ['{"type":', 'malformed_json'],
    ['[]', 'validation_failed'],
    ['null', 'validation_failed'],
    ['{"type":"subscribe"}', 'validation_failed'],
    ['{"type":"subscribe","topics":["nothing"]}', 'validation_failed'],
    ['{"type":"subscribe","topics":[1]}', 'validation_failed'],
    ['{"type":"subscribe","topics":["level"],"from":"x"}', 'validation_failed'],
    ['{"type":"subscribe","topics":["learning"],"since":"x"}', 'validation_failed'],
    ['{"type":"publish","topics":["level"]}', 'validation_failed'],
  ])('the command %s gets an error, and the stream goes on', async (command, code) => {
    const stream = await open(shop.key)
    stream.send(command)
    expect(await stream.nth('error')).toMatchObject({ code })
    stream.send({ type: 'ping' })
    await stream.nth('pong')
  })

  it('an unknown parameter or topic is refused before the upgrade', async () => {
    expect(await refused(shop.key, { query: { topics: 'level' } })).toMatchObject({ status: 422 })
    const unknown = await refused(shop.key, { query: { topic: 'predictions:ada' } })
    expect(unknown.problem.detail).toContain('predictions:user:{id}')
  })

  it('a frame of 1 MB closes only its own stream', async () => {
    const [bad, good] = [await open(shop.key), await open(shop.key)]
    bad.send('x'.repeat(1_000_000))
    expect(await bad.closed()).toBe(1009)
    good.send({ type: 'ping' })
    await good.nth('pong')
  })

  it('a small frame that unpacks to 100 MB is not unpacked', async () => {
    const stream = await open(shop.key)
    const bomb = deflateRawSync(Buffer.alloc(100_000_000), { finishFlush: 2 }).subarray(0, -4)
    expect(bomb.length).toBeLessThan(200_000)
    const raw = (stream.socket as unknown as { _socket: import('node:net').Socket })._socket
    raw.write(maskedFrame(0xc1, bomb.subarray(0, 60_000)))
    expect([1009, 1006, 1007]).toContain(await stream.closed())
  })

  it('a ping flood closes its stream', async () => {
    const stream = await open(shop.key)
    for (let n = 0; n < 1_000; n++) stream.socket.ping()
    expect([1008, 1006]).toContain(await stream.closed())
  })

  it('a storm of subscriptions is bounded, and then closes its stream', async () => {
    const stream = await open(shop.key)
    const storm = (n: number) => Array.from({ length: 60 }, (_, at) => `predictions:user:storm-${n}-${at}`)
    for (const n of [1, 2]) stream.subscribe(...storm(n))
    expect(await stream.nth('error')).toMatchObject({ code: 'rate_limited' })
    for (let n = 3; n < 10; n++) stream.subscribe(...storm(n))
    expect(await stream.closed()).toBe(1008)
    expect(streamLimits.subscriptions).toBe(100)
  })

  it('an upgrade to another path, or to another protocol, is answered as a plain request', async () => {
    expect(await raw(`GET ${basePath}/items HTTP/1.1\r\nUpgrade: websocket`)).toContain('HTTP/1.1 401')
    expect(await raw(`GET ${streamPath} HTTP/1.1\r\nUpgrade: h2c`)).toContain('HTTP/1.1 401')
    expect(await raw('GET /livez HTTP/1.1\r\nUpgrade: h2c')).toContain('HTTP/1.1 200')
  })

  it('a WebSocket without the subprotocol, and a request without either form, are told what to do', async () => {
    const answer = await fetch(`${url}${streamPath}`, { headers: { ...ownAddress(), ...bearer(shop.key) } })
    expect([answer.status, await answer.text()]).toEqual([400, expect.stringContaining('text/event-stream')])
    const head = `GET ${streamPath} HTTP/1.1\r\nUpgrade: websocket\r\nAuthorization: Bearer ${shop.key}`
    expect(await raw(head)).toContain('inkling.v1')
  })
})

/** A frame of a client, with a mask of zeros (RFC 6455, 5.2). */
function maskedFrame(first: number, payload: Buffer): Buffer {
  const head = Buffer.from([first, 0x80 | 126, payload.length >> 8, payload.length & 255, 0, 0, 0, 0])
  return Buffer.concat([head, payload])
}

/** Sends the head of a request, and returns what the gateway answers. */
function raw(head: string): Promise<string> {
  const { hostname, port } = new URL(url)
  const more = [
    `Host: ${hostname}`,
    'Connection: Upgrade',
    'Sec-WebSocket-Version: 13',
    'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
    `X-Forwarded-For: ${ownAddress()['x-forwarded-for']}`,
  ]
  const socket = connect(Number(port), hostname)
  socket.write(`${head}\r\n${more.join('\r\n')}\r\n\r\n`)
  return new Promise((resolve) => {
    let text = ''
    socket.on('data', (part) => {
      text += part
      if (text.includes('\r\n\r\n') && (text.endsWith('}') || text.includes('200'))) socket.destroy()
    })
    socket.on('close', () => resolve(text))
  })
}
