import { createLogger, threatMetrics } from '@inkling/telemetry'
import { testRedis } from '@inkling/testing'
import client from '@prometheus-io/client'
import Fastify, { type FastifyRequest } from 'fastify'
import { Redis } from 'ioredis'
import { afterAll, expect, it } from 'vitest'
import { type Identity, requestIdentity } from '../plugins/request-identity.ts'
import { noPolicy } from './compiled-policy.ts'
import { Screening } from './screening.ts'
import type { Finding } from './security-log.ts'
import { Threats } from './threats.ts'

const redis = new Redis((await testRedis()).url)
const metrics = threatMetrics(new client.Registry())
const reasons: string[] = []
const log = { add: ({ reason }: Finding) => void reasons.push(reason) }
const threats = new Threats({
  ...{ redis, log, metrics, blockMs: 60_000, actsOnPrivate: false },
  logger: createLogger({ service: 'test', level: 'silent' }),
  actions: { stuffing: 'block', leakedKey: 'observe', scraping: 'limit', pushing: 'limit', injection: 'observe' },
})
const ofPages: Identity = {
  ...({ tenantId: 'shop', keyId: 'p', plan: 'growth', allowedOrigins: ['https://shop.example'] } as const),
  scopes: ['events:write', 'predictions:read', 'search:read', 'suggestions:read'],
}
const ofServer: Identity = {
  ...({ ...ofPages, keyId: 's', allowedOrigins: [] } as const),
  scopes: ['items:read', 'items:write', 'search:read'],
}

async function appFor(identityOf: (request: FastifyRequest) => Identity) {
  const app = Fastify({ trustProxy: true })
  requestIdentity.declare(app)
  const screening = new Screening({ threats, policy: () => noPolicy, log, metrics, slowMs: 0 })
  screening.register(app)
  app.addHook('onRequest', async (request) => {
    const identity = identityOf(request)
    requestIdentity.set(request, identity)
    await screening.admitKey(request, identity)
  })
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, done) => done(null, body))
  for (const name of ['search', 'suggestions', 'predictions', 'events']) app.post(`/api/v1/${name}`, async () => ({}))
  await app.ready()
  return app
}
const pages = await appFor(({ headers }) => ({ ...ofPages, tenantId: String(headers['x-tenant'] ?? ofPages.tenantId) }))
const server = await appFor(() => ofServer)
afterAll(async () => {
  await Promise.all([pages.close(), server.close()])
  threats.close()
  redis.disconnect()
})

let addresses = 0
const newAddress = () => `9.9.8.${++addresses}`
const post = (app: typeof pages, address: string, path: string, body: object, tenant: object = {}) =>
  app.inject({
    ...{ method: 'POST', url: `/api/v1${path}`, payload: JSON.stringify(body) },
    headers: { 'x-forwarded-for': address, 'content-type': 'application/json', ...tenant },
  })

it.each(['/search', '/suggestions', '/%70redictions'])(
  'reading much by POST %s with a key of pages is scraping',
  async (path) => {
    const address = newAddress()
    for (let n = 0; n < 40; n++) await post(pages, address, path, { padding: ' '.repeat(9_000), query: `shoe ${n}` })
    expect(threats.scoreOf('scraping', `address:${address}`)).toBeGreaterThan(38)
    let status = 200
    // A score of 2,000; what several gateways may have seen is counted about.
    for (let n = 40; n < 4_000 && status === 200; n++)
      status = (await post(pages, address, path, { query: `shoe ${n}` })).statusCode
    expect(status).toBe(429)
  },
)

it('the same question again is no scraping, nor are events, nor what a server asks', async () => {
  const [same, events, asks] = [newAddress(), newAddress(), newAddress()]
  for (let n = 0; n < 30; n++) {
    await post(pages, same, '/search', { query: 'shoe' })
    await post(pages, events, '/events', { type: 'view', sessionId: `s${n}`, itemId: `i${n}` })
    await post(server, asks, '/search', { query: `shoe ${n}` })
  }
  expect(threats.scoreOf('scraping', `address:${same}`)).toBeCloseTo(1, 1)
  expect(threats.scoreOf('scraping', `address:${events}`)).toBe(0)
  expect(threats.scoreOf('scraping', `address:${asks}`)).toBe(0)
})

const send = (app: typeof pages, address: string, n: number, itemId: string, tenant = {}) =>
  post(app, address, '/events', { type: 'view', sessionId: `fake-${address}-${n}`, itemId }, tenant)

it('an address that pushes one item with invented visitors is recorded, and refused once that is set', async () => {
  const address = newAddress()
  let refusedAt = 0
  for (let n = 0; n < 300 && refusedAt === 0; n++)
    if ((await send(pages, address, n, 'mine')).statusCode !== 200) refusedAt = n
  expect(refusedAt).toBeGreaterThan(100)
  expect(refusedAt).toBeLessThan(125)
  expect(reasons).toContain('many visitors of one address use the item "mine"')
})

it('a server that sends the events of everybody, and an office that reads much, push nothing', async () => {
  const [backend, office] = [newAddress(), newAddress()]
  for (let n = 0; n < 200; n++) {
    await send(server, backend, n, 'hit')
    await send(pages, office, n, n % 3 === 0 ? 'hit' : `item-${n % 41}`)
  }
  for (const address of [backend, office]) expect(threats.scoreOf('pushing', `address:${address}`)).toBe(0)
})

it('the visitors of two tenants at one address are counted apart', async () => {
  const [few, many] = [newAddress(), newAddress()]
  const tenants = [{}, { 'x-tenant': 'other' }]
  for (let n = 0; n < 25; n++)
    for (const [place, tenant] of tenants.entries()) await send(pages, few, n + 25 * place, 'mine', tenant)
  expect(threats.scoreOf('pushing', `address:${few}`)).toBe(0)
  for (const tenant of tenants) for (let n = 0; n < 50; n++) await send(pages, many, n, 'mine', tenant)
  // 20 of each tenant, beyond its first 30; distinct visitors are counted about.
  expect(threats.scoreOf('pushing', `address:${many}`)).toBeGreaterThan(35)
  expect(threats.scoreOf('pushing', `address:${many}`)).toBeLessThan(45)
})
