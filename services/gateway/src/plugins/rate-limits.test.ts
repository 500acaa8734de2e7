import type { Plan } from '@inkling/contracts'
import { createServer } from '@inkling/service-kit'
import { createLogger } from '@inkling/telemetry'
import { Redis } from 'ioredis'
import { afterAll, describe, expect, it } from 'vitest'
import { SharedCounters } from '../adapters/shared-counters.ts'
import { rateLimits } from './rate-limits.ts'
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
  const admit = await rateLimits(app, { counters, anonymousPerMinute: 2 })
  const identities: Record<string, Identity> = {}
  requestIdentity.declare(app)
  app.addHook('onRequest', async (request) => {
    const identity = identities[String(request.headers.key)]
    if (identity) requestIdentity.set(request, identity)
  })
  app.get('/', { onRequest: (request, reply) => admit(request, reply, undefined) }, async () => 'in')
  app.get('/learning', { onRequest: (request, reply) => admit(request, reply, 'learning') }, async () => 'in')
  const ask = async (remoteAddress: string, key = '', url = '/') => {
    const { statusCode: status, headers } = await app.inject({ url, remoteAddress, headers: { key } })
    const { ratelimit, 'ratelimit-policy': policy, 'retry-after': retryAfter } = headers
    return { status, ratelimit, policy, retryAfter }
  }
  const give = (key: string, tenantId: string, plan: Plan) => {
    identities[key] = { tenantId, keyId: key, scopes: [], plan }
  }
  return { ask, give }
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

  it('a call with its own limit counts twice, and only this call is rejected when its limit is used up', async () => {
    const { ask, give } = await gateway()
    give('key', 't', 'starter')
    give('theirs', 'other', 'starter')
    const learn = () => ask('10.0.0.1', 'key', '/learning')
    expect(await learn()).toMatchObject({
      status: 200,
      policy: '"tenant";q=1000;w=60, "learning";q=10;w=60',
      ratelimit: '"tenant";r=999;t=45, "learning";r=9;t=45',
    })
    for (let n = 1; n < 10; n++) expect((await learn()).status).toBe(200)
    const ratelimit = '"tenant";r=989;t=45, "learning";r=0;t=45'
    expect(await learn()).toMatchObject({ status: 429, ratelimit, retryAfter: '45' })
    expect((await ask('10.0.0.1', 'key')).status).toBe(200)
    expect((await ask('10.0.0.1', 'theirs', '/learning')).status).toBe(200)
  })

  it('an address without a key sees no limit but its own', async () => {
    const { ask } = await gateway()
    expect((await ask('10.0.0.1', '', '/learning')).policy).toBe('"address";q=2;w=60')
  })
})
