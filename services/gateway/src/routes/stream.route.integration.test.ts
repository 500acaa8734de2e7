import { once } from 'node:events'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { plans } from '@inkling/contracts'
import { createServer } from '@inkling/service-kit'
import { createLogger, streamMetrics } from '@inkling/telemetry'
import { testRedis } from '@inkling/testing'
import { Registry } from '@prometheus-io/client'
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest'
import WsClient from 'ws'
import { requestIdentity } from '../plugins/request-identity.ts'
import { Connections } from '../streams/connections.ts'
import { StreamCounts } from '../streams/stream-counts.ts'
import { StreamRequests } from '../streams/stream-requests.ts'
import { Streams } from '../streams/streams.ts'
import { streamRoute } from './stream.route.ts'

/** The route of streams on real sockets, with short times. Whatever is asked of a topic, its state is this text. */
let state = 'nothing'
const logger = createLogger({ service: 'test', level: 'silent' })
const redis = await testRedis()
const metrics = streamMetrics(new Registry())
const connections = new Connections({
  outbox: { bufferedBytes: 65_536, waitingBytes: 262_144, slowMs: 300 },
  heartbeatMs: 200,
  isInForce: async () => true,
  metrics,
})
const streams = new Streams({
  redisUrl: redis.url,
  logger,
  window: { entries: 1_000, bytes: 10_000_000 },
  connections,
  read: async () => ({ data: state, significant: state }),
  mayPoll: () => true,
  metrics,
})
const counts = new StreamCounts(1_000)
const identity = {
  tenantId: 'acme',
  keyId: 'k',
  scopes: ['predictions:read', 'maintenance:read'],
  allowedOrigins: [],
  plan: 'scale',
} as const
const requests = new StreamRequests({
  counts,
  credentialOf: async () => 'credential',
  plans: () => plans,
  warn: () => {},
  perAddress: 1_000,
  secret: 'secret',
  isDraining: () => false,
})
const app = createServer({ logger, upgrades: () => true })
requestIdentity.declare(app)
const authenticate = () => async (request: Parameters<typeof requestIdentity.set>[0]) =>
  requestIdentity.set(request, identity)
await app.register(streamRoute, { authenticate, streams, connections, requests })
await app.listen({ host: '127.0.0.1', port: 0 })
const { port } = app.server.address() as AddressInfo
const path = '/api/v1/stream?topic=predictions:user:ada'

const ending: (() => void)[] = []
afterEach(async () => {
  for (const end of ending.splice(0)) end()
  await eventually(() => expect(counts.all).toBe(0))
})
afterAll(async () => {
  await app.close()
  streams.close()
})
const eventually = <T>(check: () => T) => vi.waitFor(check, { timeout: 10_000, interval: 10 })

/** All streams get this state. */
function tell(next: string): void {
  state = next
  streams.refresh('acme', ['predictions'])
}

/** A client that keeps each state that it got. */
async function open(options: { perMessageDeflate?: boolean } = {}) {
  const socket = new WsClient(`ws://127.0.0.1:${port}${path}`, ['inkling.v1'], options)
  const states: string[] = []
  socket.on('message', (data) => {
    for (const message of JSON.parse(String(data)).messages) if (message.data) states.push(message.data)
  })
  ending.push(() => socket.terminate())
  await once(socket, 'open')
  await eventually(() => expect(states).toHaveLength(1))
  return { socket, states }
}

/** A peer that upgrades, and then does only what a test lets it do. It reads nothing of itself. */
async function openRaw(key = 'dGhlIHNhbXBsZSBub25jZQ==', answer = '101 Switching Protocols'): Promise<Socket> {
  const socket = connect(port, '127.0.0.1')
  ending.push(() => socket.destroy())
  const head = ['Host: gateway', 'Connection: Upgrade', 'Upgrade: websocket', 'Sec-WebSocket-Version: 13']
  const more = ['Sec-WebSocket-Protocol: inkling.v1', `Sec-WebSocket-Key: ${key}`]
  socket.write(`GET ${path} HTTP/1.1\r\n${[...head, ...more].join('\r\n')}\r\n\r\n`)
  await once(socket, 'readable')
  expect(String(socket.read())).toContain(answer)
  return socket
}

/** What `socket` got until it ended. */
async function rest(socket: Socket): Promise<Buffer> {
  const parts: Buffer[] = []
  socket.on('data', (part) => parts.push(part))
  await once(socket, 'close')
  return Buffer.concat(parts)
}

const closedBy = async (reason: string) =>
  (await metrics.closed.get()).values.find(({ labels }) => labels.reason === reason)?.value ?? 0

describe('frames', () => {
  const sizes = [1, 60, 70, 900, 1_100, 65_400, 65_500, 300_000]
  const contents = sizes.map((size) => Buffer.from(`é${Math.random()}`.repeat(size)).toString('base64').slice(0, size))

  it('every client reads messages of every size, whether it understands compression or not', async () => {
    const [deflating, plain, other] = [
      await open(),
      await open({ perMessageDeflate: false }),
      new WebSocket(`ws://127.0.0.1:${port}${path}`, ['inkling.v1']),
    ]
    ending.push(() => other.close())
    const seen: string[] = []
    other.onmessage = ({ data }) => {
      for (const message of JSON.parse(data).messages) if (message.data) seen.push(message.data)
    }
    await eventually(() => expect(seen).toHaveLength(1))
    for (const content of contents) {
      tell(content)
      for (const states of [deflating.states, plain.states, seen])
        await eventually(() => expect(states.at(-1)).toBe(content))
    }
    expect(deflating.socket.extensions).toContain('permessage-deflate')
    expect(plain.socket.extensions).toBe('')
  })
})

describe('peers that are not there, or hardly', () => {
  it('a half-open connection, whose peer neither answers nor closes, is noticed and given up', async () => {
    const before = await closedBy('silent')
    const [gone, good] = [await openRaw(), await open()]
    await eventually(async () => expect(await closedBy('silent')).toBe(before + 1))
    await eventually(() => expect(counts.all).toBe(1))
    tell('after')
    await eventually(() => expect(good.states.at(-1)).toBe('after'))
    expect(gone.destroyed).toBe(false)
  })

  it('a vanished reader of events is given up, and one that is there is told to return', {
    timeout: 30_000,
  }, async () => {
    const gone = connect(port, '127.0.0.1')
    ending.push(() => gone.destroy())
    gone.write(`GET ${path} HTTP/1.1\r\nHost: gateway\r\nAccept: text/event-stream\r\n\r\n`)
    const good = await fetch(`http://127.0.0.1:${port}${path}`, { headers: { accept: 'text/event-stream' } })
    await eventually(() => expect(counts.all).toBe(2))
    const read = await good.text()
    expect(read).toContain('"type":"prediction"')
    expect(read.trim().split('\n').at(-1)).toContain('{"type":"reconnect","afterMs":0}')
    await eventually(() => expect(counts.all).toBe(0))
    expect(gone.destroyed).toBe(false)
  })

  it('a handshake that fails gives its place back', async () => {
    await openRaw('none', '400 Bad Request')
    await eventually(() => expect(counts.all).toBe(0))
  })

  it('a connection that is cut in the middle of a frame is forgotten', async () => {
    const socket = await openRaw()
    expect(counts.all).toBe(1)
    socket.write(Buffer.from([0x81, 0x85, 0, 0, 0, 0, 1]))
    socket.resetAndDestroy()
    await eventually(() => expect(counts.all).toBe(0))
  })

  it('a reader of one byte at a time is closed as too slow, and delays nobody', async () => {
    const before = await closedBy('tooSlow')
    const [slow, quick] = [await openRaw(), await open()]
    const reading = setInterval(() => slow.read(1), 100)
    ending.push(() => clearInterval(reading))
    let told = 0
    while ((await closedBy('tooSlow')) === before) {
      const content = `${told++} ${'x'.repeat(500_000)}`
      tell(content)
      await eventually(() => expect(quick.states.at(-1)).toBe(content))
      slow.write(pong)
      expect(told).toBeLessThan(100)
    }
    expect(quick.states).toHaveLength(told + 1)
  })
})

describe('malformed frames', () => {
  it.each([
    ['without a mask', [0x81, 0x02, 0x7b, 0x7d], 1002],
    ['with a reserved bit', [0xa1, 0x80, 0, 0, 0, 0], 1002],
    ['of an unknown kind', [0x83, 0x80, 0, 0, 0, 0], 1002],
    ['of control in fragments', [0x09, 0x80, 0, 0, 0, 0], 1002],
    ['of control that is too long', [0x89, 0xfe, 0, 126, 0, 0, 0, 0], 1002],
    ['that continues nothing', [0x80, 0x80, 0, 0, 0, 0], 1002],
    ['of text that is not UTF-8', [0x81, 0x81, 0, 0, 0, 0, 0xff], 1007],
    ['that says to be longer than a number', [0x81, 0xff, 0x7f, 255, 255, 255, 255, 255, 255, 255], 1009],
    ['that says to be compressed, and is not', [0xc1, 0x82, 0, 0, 0, 0, 0xff, 0xff], 1002],
    ['of bytes instead of text', [0x82, 0x80, 0, 0, 0, 0], 1003],
  ])('a frame %s closes its own stream alone', async (_, bytes, code) => {
    const [bad, good] = [await openRaw(), await open()]
    bad.write(Buffer.from(bytes))
    const closed = Buffer.from([code >> 8, code & 255])
    expect((await rest(bad)).includes(closed)).toBe(true)
    tell(`after ${code} ${Math.random()}`)
    await eventually(() => expect(good.states.at(-1)).toBe(state))
  })
})

const pong = Buffer.from([0x8a, 0x80, 0, 0, 0, 0])
