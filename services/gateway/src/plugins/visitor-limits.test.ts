import { plans } from '@inkling/contracts'
import { createServer } from '@inkling/service-kit'
import { createLogger } from '@inkling/telemetry'
import { Redis } from 'ioredis'
import { afterAll, expect, it } from 'vitest'
import { SharedCounters } from '../adapters/shared-counters.ts'
import { createLimits } from './rate-limits.ts'
import { type Identity, requestIdentity } from './request-identity.ts'

const windowMs = 60_000
const away = new Redis({ port: 1, enableOfflineQueue: false, maxRetriesPerRequest: 0, lazyConnect: true })
away.on('error', () => {})
const opened: SharedCounters[] = []
afterAll(() => {
  for (const counters of opened) counters.close()
  away.disconnect()
})

const publishable = ['events:write', 'predictions:read'] as const

/** A gateway that allows a visitor 5 requests, 10 lines and 15 new ids per minute. */
function gateway(scopes: Identity['scopes'] = publishable) {
  const app = createServer({ logger: createLogger({ service: 'test', level: 'silent' }) })
  const clock = { nowMs: 10 * windowMs + 15_000 }
  const counters = new SharedCounters(away, 'test:', () => clock.nowMs)
  opened.push(counters)
  const visitor = {
    requestsPerMinute: 5,
    linesPerMinute: 10,
    newIdsPerMinute: 15,
    keyedPerMinute: 3,
    storedKilobytesPerDay: 4,
  }
  const limits = createLimits({ counters, plans: () => plans, anonymousPerMinute: 2, publicPerMinute: 3, visitor })
  requestIdentity.declare(app)
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, async (_request: unknown, body: unknown) => body)
  app.post('/', {
    onRequest: async (request, reply) => {
      requestIdentity.set(request, { tenantId: 't', keyId: 'k', scopes, allowedOrigins: [], plan: 'starter' })
      limits.admitTenant(request, reply, {})
    },
    preHandler: async (request, reply) => {
      if (request.headers['idempotency-key']) limits.admitKey(request, reply)
      else limits.admitLines(request, reply)
    },
    handler: async (request) => {
      limits.countStored(request, Number(request.headers['idempotency-key'] ?? 0))
      return 'in'
    },
  })
  const send = async (events: readonly object[], remoteAddress = '10.0.0.1', more = {}) => {
    const payload = JSON.stringify(events)
    const headers = { 'content-type': 'application/json', ...more }
    const answer = await app.inject({ method: 'POST', url: '/', remoteAddress, headers, payload })
    const { ratelimit, 'ratelimit-policy': policy, 'retry-after': retryAfter } = answer.headers
    return {
      status: answer.statusCode,
      ratelimit,
      policy,
      retryAfter,
      tenant: /"tenant";r=(\d+)/.exec(`${ratelimit}`)?.[1],
    }
  }
  return { send, clock }
}

const views = (count: number, from = 0) => Array.from({ length: count }, (_, n) => ({ itemId: `i${from + n}` }))
const same = (count: number) => Array.from({ length: count }, () => ({ itemId: 'a', sessionId: 's' }))

it('an address with a publishable key gets its lines per minute, then 429 with the time to wait', async () => {
  const { send } = gateway()
  expect(await send(same(6))).toMatchObject({ status: 200, ratelimit: expect.stringContaining('"lines";r=4;t=45') })
  expect(await send(same(6))).toMatchObject({
    status: 429,
    retryAfter: '45',
    policy: expect.stringContaining('"lines";q=10;w=60'),
  })
  expect((await send(same(6), '10.0.0.2')).status).toBe(200)
})

it('an address with a publishable key may name so many new ids per minute, and known ones as often as it likes', async () => {
  const { send, clock } = gateway()
  expect((await send(views(5))).status).toBe(200)
  expect((await send(views(5))).status).toBe(200)
  clock.nowMs += windowMs
  const sessions = (count: number) =>
    views(count, 50).map((view, n) => ({ ...view, sessionId: `s${n}`, userId: `u${n}` }))
  expect(await send(sessions(9))).toMatchObject({ status: 429, ratelimit: expect.stringContaining('"ids";r=0') })
})

it('an address that exceeds the requests of a publishable key uses up nothing of its tenant', async () => {
  const { send } = gateway()
  for (let n = 0; n < 5; n++) expect((await send([])).status).toBe(200)
  for (let n = 0; n < 5; n++) expect(await send([])).toMatchObject({ status: 429, tenant: undefined })
  expect((await send([], '10.0.0.2')).tenant).toBe('994')
})

it('a secret key has no limits of lines and ids', async () => {
  const { send } = gateway(['events:write', 'items:write'])
  expect(await send(views(1_000))).toMatchObject({ status: 200, policy: '"tenant";q=1000;w=60' })
})

it('an address with a publishable key gets its requests with an Idempotency-Key per minute', async () => {
  const { send } = gateway()
  const keyed = (address: string) => send([], address, { 'idempotency-key': '1' })
  for (let n = 0; n < 3; n++) expect((await keyed('10.0.0.1')).status).toBe(200)
  expect(await keyed('10.0.0.1')).toMatchObject({ status: 429, policy: expect.stringContaining('"keyed";q=3;w=60') })
  expect((await keyed('10.0.0.2')).status).toBe(200)
})

it('a publishable key stores so many kilobytes of answers a day, from all addresses together', async () => {
  const { send, clock } = gateway()
  const keyed = (address: string) => send([], address, { 'idempotency-key': '2000' })
  expect((await keyed('10.0.0.1')).status).toBe(200)
  expect((await keyed('10.0.0.2')).status).toBe(200)
  expect(await keyed('10.0.0.3')).toMatchObject({
    status: 429,
    policy: expect.stringContaining('"stored";q=4;w=86400'),
  })
  clock.nowMs += 86_400_000
  expect((await keyed('10.0.0.3')).status).toBe(200)
})
