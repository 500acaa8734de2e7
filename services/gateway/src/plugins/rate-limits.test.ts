import { type Plan, plans } from '@inkling/contracts'
import { createServer } from '@inkling/service-kit'
import { createLogger, limitMetrics } from '@inkling/telemetry'
import { Registry } from '@prometheus-io/client'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Redis } from 'ioredis'
import { afterAll, describe, expect, it } from 'vitest'
import { SharedCounters } from '../adapters/shared-counters.ts'
import { limitPublic } from './limit-public.ts'
import { countRejections } from './limits/limit-exceeded.ts'
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

/** A gateway that allows two requests per minute and address, 15 s into a minute, while Redis is unavailable. */
async function gateway() {
  const app = createServer({ logger: createLogger({ service: 'test', level: 'silent' }) })
  const counters = new SharedCounters(away, 'test:', () => 10 * windowMs + 15_000)
  opened.push(counters)
  const visitor = {
    requestsPerMinute: 3,
    linesPerMinute: 10,
    newIdsPerMinute: 15,
    keyedPerMinute: 3,
    storedKilobytesPerDay: 4,
  }
  const limits = createLimits({ counters, plans: () => plans, anonymousPerMinute: 2, publicPerMinute: 3, visitor })
  const registry = new Registry()
  countRejections(app, limitMetrics(registry))
  limitPublic(app, limits)
  const admit = async (request: FastifyRequest, reply: FastifyReply, limit: 'learning' | undefined) =>
    requestIdentity.find(request) ? limits.admitTenant(request, reply, { limit }) : limits.admitAddress(request, reply)
  const identities: Record<string, Identity> = {}
  requestIdentity.declare(app)
  app.addHook('onRequest', async (request) => {
    const identity = identities[String(request.headers.key)]
    if (identity) requestIdentity.set(request, identity)
  })
  for (const url of ['/readyz', '/docs', '/console/assets/a.js', '/console/assets/*']) app.get(url, async () => 'in')
  app.get('/api/v1/', { onRequest: (request, reply) => admit(request, reply, undefined) }, async () => 'in')
  app.get('/api/v1/learning', { onRequest: (request, reply) => admit(request, reply, 'learning') }, async () => 'in')
  const ask = async (remoteAddress: string, key = '', url = '/api/v1/') => {
    const { statusCode: status, headers } = await app.inject({ url, remoteAddress, headers: { key } })
    const { ratelimit, 'ratelimit-policy': policy, 'retry-after': retryAfter } = headers
    return { status, ratelimit, policy, retryAfter }
  }
  const give = (key: string, tenantId: string, plan: Plan) => {
    identities[key] = { tenantId, keyId: key, scopes: ['items:read'], allowedOrigins: [], plan }
  }
  const rejections = async () => {
    const text = await registry.metrics()
    return [...text.matchAll(/^inkling_limit_rejections_total\{limit="(\w+)"\} (\d+)$/gm)].map(([, ...found]) => found)
  }
  return { ask, give, limits, rejections }
}

describe('rateLimits', () => {
  it('rejects an address without a key after its limit, and says when to try again', async () => {
    const { ask } = await gateway()
    const policy = '"address";q=2;w=60'
    expect(await ask('10.0.0.1')).toMatchObject({ status: 200, policy, ratelimit: '"address";r=1;t=45' })
    expect(await ask('10.0.0.1')).toMatchObject({ status: 200, policy, ratelimit: '"address";r=0;t=45' })
    const refusal = { status: 429, policy, ratelimit: '"address";r=0;t=45', retryAfter: '45' }
    expect(await ask('10.0.0.1')).toEqual(refusal)
  })

  it('does not count the files of the console, which a page needs all of, and counts those that it does not have', async () => {
    const { ask } = await gateway()
    const file = () => ask('10.0.0.1', '', '/console/assets/a.js')
    for (const _ of [1, 2, 3, 4]) expect(await file()).toMatchObject({ status: 200, policy: undefined })
    for (const status of [200, 200, 200, 429])
      expect((await ask('10.0.0.1', '', '/console/assets/none.js')).status).toBe(status)
    expect((await file()).status).toBe(200)
  })

  it('counts the answers that are rejections, by limit', async () => {
    const { ask, rejections } = await gateway()
    for (const _ of [1, 2, 3, 4]) await ask('10.0.0.1')
    for (const _ of [1, 2, 3, 4]) await ask('10.0.0.2', '', '/docs')
    expect(await rejections()).toEqual([
      ['address', '2'],
      ['public', '1'],
    ])
  })

  it('counts each address separately', async () => {
    const { ask } = await gateway()
    for (const _ of [1, 2, 3]) await ask('10.0.0.1')
    expect((await ask('10.0.0.2')).status).toBe(200)
  })

  it('counts all keys of a tenant together by the plan of the tenant, from every address', async () => {
    const { ask, give } = await gateway()
    give('first', 't', 'starter')
    give('second', 't', 'starter')
    give('theirs', 'other', 'growth')
    expect(await ask('10.0.0.1', 'first')).toMatchObject({
      policy: '"tenant";q=1000;w=60',
      ratelimit: '"tenant";r=999;t=45',
    })
    expect(await ask('10.0.0.2', 'second')).toMatchObject({ ratelimit: '"tenant";r=998;t=45' })
    expect(await ask('10.0.0.1', 'theirs')).toMatchObject({
      policy: '"tenant";q=30000;w=60',
      ratelimit: '"tenant";r=29999;t=45',
    })
  })

  it('never rejects a tenant because of requests of others from its address', async () => {
    const { ask, give } = await gateway()
    give('key', 't', 'starter')
    for (const _ of [1, 2, 3]) await ask('10.0.0.1')
    expect((await ask('10.0.0.1', 'key')).status).toBe(200)
  })

  it('a call with its own limit counts there and costs more, and only this call is rejected when its limit is used up', async () => {
    const { ask, give } = await gateway()
    give('key', 't', 'starter')
    give('theirs', 'other', 'starter')
    const learn = () => ask('10.0.0.1', 'key', '/api/v1/learning')
    expect(await learn()).toMatchObject({
      status: 200,
      policy: '"tenant";q=1000;w=60, "learning";q=10;w=60',
      ratelimit: '"tenant";r=995;t=45, "learning";r=9;t=45',
    })
    for (let n = 1; n < 10; n++) expect((await learn()).status).toBe(200)
    const ratelimit = '"tenant";r=945;t=45, "learning";r=0;t=45'
    expect(await learn()).toMatchObject({ status: 429, ratelimit, retryAfter: '45' })
    expect((await ask('10.0.0.1', 'key')).status).toBe(200)
    expect((await ask('10.0.0.1', 'theirs', '/api/v1/learning')).status).toBe(200)
  })

  it('an address without a key sees no limit but its own', async () => {
    const { ask } = await gateway()
    expect((await ask('10.0.0.1', '', '/api/v1/learning')).policy).toBe('"address";q=2;w=60')
  })

  it('counts unknown paths and wrong methods against the limit of the address', async () => {
    const { ask } = await gateway()
    expect(await ask('10.0.0.1', '', '/wp-login.php')).toMatchObject({ status: 404, ratelimit: '"address";r=1;t=45' })
    expect((await ask('10.0.0.1', '', '/.env')).status).toBe(404)
    expect((await ask('10.0.0.1', '', '/wp-login.php')).status).toBe(429)
    expect((await ask('10.0.0.1')).status).toBe(429)
  })

  it('limits public pages by address, and never refuses a probe', async () => {
    const { ask } = await gateway()
    expect(await ask('10.0.0.1', '', '/docs')).toMatchObject({ status: 200, policy: '"public";q=3;w=60' })
    for (const _ of [1, 2]) await ask('10.0.0.1', '', '/docs')
    expect((await ask('10.0.0.1', '', '/docs')).status).toBe(429)
    expect(await ask('10.0.0.1', '', '/readyz')).toMatchObject({ status: 200, ratelimit: '"public";r=0;t=45' })
  })

  it('counts all addresses of an IPv6 network of 64 bits together', async () => {
    const { ask } = await gateway()
    for (const host of ['1', '2']) await ask(`2001:db8:0:1::${host}`)
    expect((await ask('2001:db8:0:1:ffff::3')).status).toBe(429)
    expect((await ask('2001:db8:0:2::1')).status).toBe(200)
  })

  it('counts bytes that are no request, and answers how many requests are left', async () => {
    const { ask, limits } = await gateway()
    expect(limits.headersFor('10.0.0.1')).toEqual({
      'ratelimit-policy': '"address";q=2;w=60',
      ratelimit: '"address";r=1;t=45',
    })
    expect(await ask('10.0.0.1')).toMatchObject({ ratelimit: '"address";r=0;t=45' })
  })
})
