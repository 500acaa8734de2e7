import { randomBytes } from 'node:crypto'
import { InvalidationBus } from '@inkling/cache'
import {
  platformOwner,
  readTopic,
  type StreamFrame,
  type StreamMessage,
  type StreamTopic,
  streamLogKey,
  topics,
} from '@inkling/contracts'
import { InklingError } from '@inkling/errors'
import { LoadMonitor } from '@inkling/service-kit'
import { createLogger, streamMetrics } from '@inkling/telemetry'
import { testRedis } from '@inkling/testing'
import { Registry } from '@prometheus-io/client'
import { Redis } from 'ioredis'
import { afterEach, expect, it, vi } from 'vitest'
import type { Identity } from '../plugins/request-identity.ts'
import { Connections } from './connections.ts'
import { followChanges } from './follow-changes.ts'
import type { Frame } from './frame.ts'
import { Streams } from './streams.ts'
import type { Wire } from './wire.ts'

const redis = await testRedis()
const logger = createLogger({ service: 'test', level: 'silent' })
const until = (check: () => void) => vi.waitFor(check, { timeout: 10_000, interval: 10 })
const topicOf = (name: string) => readTopic(name) as StreamTopic
const closing: (() => void)[] = []
afterEach(() => {
  for (const close of closing.splice(0)) close()
})

/** What the services would say of each topic; a test changes it. */
const facts = new Map<string, string>()
const unknown = 'operations:op_unknown'
const notFound = new InklingError('not_found', 'There is no such operation')
const newTenant = () => `t-${randomBytes(6).toString('hex')}`

/** A gateway without HTTP. */
function gateway({ entries = 1_000, isInForce = async () => true, slowMs = 200, heartbeatMs = 60_000 } = {}) {
  const metrics = streamMetrics(new Registry())
  const reads: string[] = []
  const outbox = { bufferedBytes: 1_000, waitingBytes: 5_000, slowMs }
  const connections = new Connections({ outbox, heartbeatMs, isInForce, metrics })
  const streams = new Streams({
    redisUrl: redis.url,
    logger,
    window: { entries, bytes: 1_000_000 },
    connections,
    read: async ({ owner, topic: { name } }) => {
      if (name === unknown) throw notFound
      const data = facts.get(`${owner} ${name}`) ?? 'nothing'
      reads.push(data)
      return { data, significant: data }
    },
    mayPoll: () => false,
    metrics,
  })
  closing.push(() => streams.close())
  return { streams, connections, reads }
}
type Gateway = ReturnType<typeof gateway>

/** A client of a gateway, with a network that takes all or nothing. */
function client({ connections }: Gateway, tenantId: string) {
  const frames: StreamFrame[] = []
  const state = { bufferedBytes: 0, takes: true, closed: 0, answers: true }
  const wire: Wire = {
    transport: 'websocket',
    mostBeats: Number.POSITIVE_INFINITY,
    send({ text }: Frame) {
      if (state.takes) frames.push(JSON.parse(text))
      else state.bufferedBytes += text.length
    },
    get bufferedBytes() {
      return state.bufferedBytes
    },
    beat: () => state.answers,
    close: (code) => {
      state.closed = code
    },
  }
  const identity: Identity = { tenantId, keyId: 'k', scopes: [], allowedOrigins: [], plan: 'growth' }
  const owner = {
    ...{ identity, credential: 'c', network: '127.0.0.1' },
    ...{ isForPages: false, ownSession: undefined, visitor: undefined },
  }
  const connection = connections.add(owner, wire)
  const messages = () => frames.flatMap((frame) => frame.messages)
  const of = <T extends StreamMessage['type']>(type: T) =>
    messages().filter((one): one is Extract<StreamMessage, { type: T }> => one.type === type)
  return {
    ...{ connection, frames, state, messages, of },
    data: () => of('prediction').map(({ data }) => data as unknown as string),
    position: () => frames.at(-1)?.position ?? '',
    leave: () => connections.remove(connection),
  }
}

const ada = 'predictions:user:ada'
const follow = async (at: Gateway, tenantId: string, since?: string, names = [ada]) => {
  const one = client(at, tenantId)
  await at.streams.subscribe(one.connection, names.map(topicOf), since)
  await until(() => expect(one.of('subscribed')).toHaveLength(1))
  return one
}

/** An event of ada, after which the services say this. */
function event({ streams }: Gateway, tenantId: string, fact: string, name = ada) {
  facts.set(`${tenantId} ${name}`, fact)
  streams.tellEvents(tenantId, [name.slice('predictions:'.length)], undefined)
}

it('an event that one gateway stored reaches the streams of another, once', async () => {
  const [here, there] = [gateway(), gateway()]
  const tenant = newTenant()
  const clients = [await follow(here, tenant), await follow(there, tenant), await follow(there, newTenant())]
  for (const one of clients) await until(() => expect(one.data()).toEqual(['nothing']))
  event(here, tenant, 'tea')
  for (const one of clients.slice(0, 2)) await until(() => expect(one.data()).toEqual(['nothing', 'tea']))
  event(there, tenant, 'cake')
  for (const one of clients.slice(0, 2)) await until(() => expect(one.data().at(-1)).toBe('cake'))
  expect(clients[2]?.data()).toEqual(['nothing'])
})

it('what did not change is not told again', async () => {
  const at = gateway()
  const tenant = newTenant()
  const one = await follow(at, tenant, undefined, [ada, 'predictions:user:bob'])
  await until(() => expect(one.data()).toHaveLength(2))
  event(at, tenant, 'nothing')
  event(at, tenant, 'tea', 'predictions:user:bob')
  await until(() => expect(one.data()).toHaveLength(3))
  expect(one.of('prediction').at(-1)?.topic).toBe('predictions:user:bob')
})

it('what changes in one tenant reads the topics of that tenant alone', async () => {
  const at = gateway()
  const [tenant, another] = [newTenant(), newTenant()]
  const [one, other] = [await follow(at, tenant), await follow(at, another)]
  await until(() => expect([one.data(), other.data()]).toEqual([['nothing'], ['nothing']]))
  facts.set(`${tenant} ${ada}`, 'tea')
  facts.set(`${another} ${ada}`, 'cake')
  at.streams.refresh(tenant, [topicOf(ada).kind])
  await until(() => expect(one.data()).toEqual(['nothing', 'tea']))
  at.streams.refresh(tenant, [topicOf(ada).kind])
  await until(() => expect(at.reads.filter((data) => data === 'tea')).toHaveLength(2))
  expect(at.reads).not.toContain('cake')
})

it('a topic that the services refuse is named, and its subscription ends; the other topics go on', async () => {
  const at = gateway()
  const one = await follow(at, newTenant(), undefined, [ada, unknown])
  await until(() => expect(one.of('error')).toHaveLength(1))
  expect(one.of('error')[0]).toMatchObject({ code: 'not_found', topic: unknown })
  expect(one.of('error')[0]?.detail).toContain('The subscription to this topic ended')
  expect([...one.connection.channels.keys()]).toEqual([ada])
  await until(() => expect(one.data()).toEqual(['nothing']))
})

it('a stream resumes on another gateway, from history', async () => {
  const [here, there] = [gateway(), gateway()]
  const tenant = newTenant()
  const [stays, leaves] = [await follow(here, tenant), await follow(here, tenant)]
  await until(() => expect(leaves.data()).toHaveLength(1))
  leaves.leave()
  for (const fact of ['tea', 'cake']) {
    event(here, tenant, fact)
    await until(() => expect(stays.data().at(-1)).toBe(fact))
  }
  const returns = await follow(there, tenant, leaves.position())
  await until(() => expect(returns.data()).toEqual(['tea', 'cake']))
  expect(returns.of('gap')).toEqual([])
})

it('a stream that was away for longer than history goes back is told of the gap, and gets the present state', async () => {
  const at = gateway({ entries: 20 })
  const tenant = newTenant()
  const [stays, leaves] = [await follow(at, tenant), await follow(at, tenant)]
  await until(() => expect(leaves.data()).toHaveLength(1))
  leaves.leave()
  for (let n = 0; n < 30; n++) {
    event(at, tenant, `tea ${n}`)
    await until(() => expect(stays.data().at(-1)).toBe(`tea ${n}`))
  }
  const returns = await follow(at, tenant, leaves.position())
  await until(() => expect(returns.data()).toEqual(['tea 29']))
  expect(returns.of('gap')).toMatchObject([{ topics: [ada] }])
})

it('a stream that returns gets the state that only a new stream was given meanwhile', async () => {
  const at = gateway()
  const tenant = newTenant()
  const leaves = await follow(at, tenant)
  await until(() => expect(leaves.data()).toEqual(['nothing']))
  leaves.leave()
  event(at, tenant, 'tea')
  const stays = await follow(at, tenant)
  await until(() => expect(stays.data()).toEqual(['tea']))
  const returns = await follow(at, tenant, leaves.position())
  await until(() => expect(returns.data()).toEqual(['tea']))
})

it('a stream that returns gets what changed while nobody followed its tenant, and what it has only once', async () => {
  const [here, there] = [gateway(), gateway()]
  const tenant = newTenant()
  const leaves = await follow(here, tenant)
  await until(() => expect(leaves.data()).toEqual(['nothing']))
  leaves.leave()
  facts.set(`${tenant} ${ada}`, 'tea')
  const returns = await follow(there, tenant, leaves.position())
  await until(() => expect(returns.data()).toEqual(['tea']))
  event(there, tenant, 'cake')
  await until(() => expect(returns.data()).toEqual(['tea', 'cake']))
  expect(returns.of('gap')).toEqual([])
})

it('a state that changes back while the change is on its way reaches the streams last', async () => {
  const at = gateway()
  const tenant = newTenant()
  const one = await follow(at, tenant)
  await until(() => expect(one.data()).toEqual(['nothing']))
  const admin = new Redis(redis.url)
  await admin.client('PAUSE', 300, 'WRITE')
  admin.disconnect()
  for (const fact of ['tea', 'nothing']) {
    facts.set(`${tenant} ${ada}`, fact)
    at.reads.length = 0
    at.streams.refresh(tenant, ['predictions'])
    await until(() => expect(at.reads).toContain(fact))
  }
  await until(() => expect(one.data()).toEqual(['nothing', 'tea', 'nothing']))
})

it('a log that Redis gives late is waited for: no gap', async () => {
  const [here, there] = [gateway(), gateway()]
  const tenant = newTenant()
  const [stays, leaves] = [await follow(here, tenant), await follow(here, tenant)]
  await until(() => expect(leaves.data()).toEqual(['nothing']))
  leaves.leave()
  event(here, tenant, 'tea')
  await until(() => expect(stays.data()).toEqual(['nothing', 'tea']))
  await follow(there, newTenant())
  const admin = new Redis(redis.url)
  await admin.client('PAUSE', 700)
  const returns = await follow(there, tenant, leaves.position())
  admin.disconnect()
  await until(() => expect(returns.data()).toEqual(['tea']))
  expect(returns.of('gap')).toEqual([])
})

it('if Redis loses its data, streams are told of the gap', async () => {
  const at = gateway()
  const tenant = newTenant()
  const one = await follow(at, tenant)
  event(at, tenant, 'tea')
  await until(() => expect(one.data()).toEqual(['nothing', 'tea']))
  const admin = new Redis(redis.url)
  await admin.flushall()
  admin.disconnect()
  event(at, tenant, 'cake')
  await until(() => expect(one.data().at(-1)).toBe('cake'))
  expect(one.of('gap').length).toBeGreaterThan(0)
})

it('if Redis loses the log of one tenant, its streams alone are told of a gap, in its topics', async () => {
  const at = gateway()
  const [tenant, another] = [newTenant(), newTenant()]
  const one = await follow(at, tenant, undefined, [ada, 'alerts'])
  const other = await follow(at, another)
  await until(() => expect([one.data(), other.data()]).toEqual([['nothing'], ['nothing']]))
  event(at, tenant, 'tea')
  await until(() => expect(one.data()).toEqual(['nothing', 'tea']))
  const admin = new Redis(redis.url)
  await admin.del(streamLogKey(tenant))
  admin.disconnect()
  event(at, tenant, 'cake')
  await until(() => expect(one.data().at(-1)).toBe('cake'))
  expect(one.of('gap')).toMatchObject([{ topics: [ada] }])
  event(at, another, 'jam')
  await until(() => expect(other.data().at(-1)).toBe('jam'))
  expect([other.data(), other.of('gap')]).toEqual([['nothing', 'jam'], []])
})

it('while Redis is unavailable the gateway serves its own streams and tells them; then nothing is missing', async () => {
  const [here, there] = [gateway(), gateway()]
  const tenant = newTenant()
  const [near, far] = [await follow(here, tenant), await follow(there, tenant)]
  event(here, tenant, 'tea')
  await until(() => expect(far.data()).toEqual(['nothing', 'tea']))
  await redis.stop()
  await until(() => expect(near.of('degraded')).toHaveLength(1))
  event(here, tenant, 'cake')
  await until(() => expect(near.data()).toEqual(['nothing', 'tea', 'cake']))
  const fresh = await follow(here, tenant)
  expect(fresh.of('degraded')).toHaveLength(1)
  await until(() => expect(fresh.data()).toEqual(['cake']))
  await redis.start()
  for (const one of [near, far]) await until(() => expect(one.of('restored')).toHaveLength(1))
  await until(() => expect(far.data().at(-1)).toBe('cake'))
  expect(far.of('gap').length).toBeGreaterThan(0)
  event(here, tenant, 'jam')
  for (const one of [near, far, fresh]) await until(() => expect(one.data().at(-1)).toBe('jam'))
})

it('a slow reader gets the latest state of each topic, then a notice of what was dropped, and harms nobody', async () => {
  const at = gateway({ slowMs: 60_000 })
  const tenant = newTenant()
  const names = Array.from({ length: 20 }, (_, n) => `predictions:user:u${n}`)
  const [slow, quick] = [await follow(at, tenant, undefined, names), await follow(at, tenant, undefined, names)]
  for (const one of [slow, quick]) await until(() => expect(one.data()).toHaveLength(names.length))
  slow.state.takes = false
  const big = 'x'.repeat(600)
  for (const n of [1, 2, 3])
    for (const name of names) {
      event(at, tenant, `${n} ${big}`, name)
      await until(() => expect(quick.of('prediction').at(-1)).toMatchObject({ topic: name, data: `${n} ${big}` }))
    }
  slow.state.takes = true
  slow.state.bufferedBytes = 0
  await until(() => expect(slow.of('dropped')).toHaveLength(1))
  const since = slow.data().slice(names.length)
  expect(since.length).toBeLessThan(12)
  expect(since.every((data) => data.startsWith('3 '))).toBe(true)
  expect(quick.data()).toHaveLength(4 * names.length)
})

it('a reader for which something waits too long is closed with 1013', async () => {
  const at = gateway({ slowMs: 50 })
  const tenant = newTenant()
  const one = await follow(at, tenant)
  one.state.bufferedBytes = 5_000
  event(at, tenant, 'tea')
  await until(() => expect(one.state.closed).toBe(1013))
})

it('a client that answers no heartbeat is closed', async () => {
  const at = gateway({ heartbeatMs: 50 })
  const one = await follow(at, newTenant())
  one.state.answers = false
  await until(() => expect(one.connection.isClosed).toBe(true))
})

it('all streams of a key are closed when it is no longer in force', async () => {
  let isValid = true
  const at = gateway({ isInForce: async () => isValid })
  const tenant = newTenant()
  const clients = [await follow(at, tenant), await follow(at, tenant)]
  isValid = false
  for (const one of clients) await until(() => expect(one.state.closed).toBe(4401))
})

it('before the gateway stops, each stream is told when to return, at different times', async () => {
  const at = gateway()
  const tenant = newTenant()
  const clients = await Promise.all(Array.from({ length: 20 }, () => follow(at, tenant)))
  await at.connections.drain()
  const times = clients.map((one) => one.of('reconnect')[0]?.afterMs)
  expect(new Set(times).size).toBeGreaterThan(10)
  expect(clients.map(({ state }) => state.closed)).toEqual(clients.map(() => 1012))
})

it.each([
  [topics.operations, 'operations:run_1'],
  [topics.nextItemSnapshots, ada],
  [topics.nextItemModels, ada],
  [topics.erasures, 'suggestions:-:user:ada'],
])('what another process tells of %s reaches the streams of its tenant alone', async (topic, name) => {
  const at = gateway()
  const [here, elsewhere] = [new InvalidationBus(redis.url, logger), new InvalidationBus(redis.url, logger)]
  closing.push(
    () => here.close(),
    () => elsewhere.close(),
  )
  followChanges(at.streams, here, { onLevel: () => {} })
  const [tenant, other] = [newTenant(), newTenant()]
  const [one, another] = [await follow(at, tenant, undefined, [name]), await follow(at, other, undefined, [name])]
  const told = (client: typeof one) => client.messages().flatMap((message) => ('data' in message ? [message.data] : []))
  for (const client of [one, another]) await until(() => expect(told(client)).toEqual(['nothing']))
  for (const owner of [tenant, other]) facts.set(`${owner} ${name}`, 'changed')
  await until(() => {
    elsewhere.send(topic, tenant)
    expect(told(one)).toEqual(['nothing', 'changed'])
  })
  expect(told(another)).toEqual(['nothing'])
})

it('a change of the load level is told at once', async () => {
  const load = new LoadMonitor({ logger, sensors: [] })
  const at = gateway()
  followChanges(at.streams, { listen: () => {} }, load)
  facts.set(`${platformOwner} level`, load.level)
  const one = await follow(at, newTenant(), undefined, ['level'])
  await until(() => expect(one.of('level')).toHaveLength(1))
  facts.set(`${platformOwner} level`, 'essential')
  load.force('essential')
  await until(() => expect(one.of('level').map(({ data }) => data)).toEqual(['normal', 'essential']))
})
