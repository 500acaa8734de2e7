import type { Scope } from '@inkling/contracts'
import { InklingError } from '@inkling/errors'
import { createServer } from '@inkling/service-kit'
import { createLogger } from '@inkling/telemetry'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { describe, expect, it } from 'vitest'
import { answerPreflights, createOrigins, refuseForeign } from './cross-origin.ts'
import { requestIdentity } from './request-identity.ts'

const shop = 'https://shop.example'
const publishable: readonly Scope[] = ['events:write', 'predictions:read']

interface Key {
  readonly scopes?: readonly Scope[]
  readonly allowedOrigins?: readonly string[]
}

/** A gateway of which every request has this key, or none. It tells what it logged. */
async function gateway(everyKey: string, key?: Key) {
  const logged: Record<string, unknown>[] = []
  const logger = createLogger({ service: 'test', level: 'warn' }, { write: (line) => logged.push(JSON.parse(line)) })
  const app = createServer({ logger })
  const origins = createOrigins(everyKey)
  requestIdentity.declare(app)
  const authenticate = async (request: FastifyRequest, reply: FastifyReply) => {
    origins.admitAnyKey(request, reply)
    if (!key) throw new InklingError('unauthenticated', 'There is no key')
    const { scopes = publishable, allowedOrigins = [] } = key
    const identity = { tenantId: 't', keyId: 'k', plan: 'starter', scopes, allowedOrigins } as const
    requestIdentity.set(request, identity)
    const refusal = origins.admit(request, reply, identity)
    if (refusal) throw refusal
  }
  await app.register(async (api) => {
    answerPreflights(api)
    api.post('/api/v1/events', {
      onRequest: authenticate,
      handler: async () => ({}),
    })
    api.get('/api/v1/stream', {
      onRequest: [authenticate, refuseForeign],
      handler: async () => ({}),
    })
  })
  return {
    logged,
    ask: async (origin?: string, host = 'inkling.example') => {
      const headers = { host, ...(origin && { origin }) }
      const { statusCode: status, headers: answer, body } = await app.inject({ method: 'POST', url, headers })
      return { status, readableBy: answer['access-control-allow-origin'], vary: answer.vary, body }
    },
    stream: async (origin?: string) => {
      const headers = { host: 'inkling.example', ...(origin && { origin }) }
      const { statusCode, body } = await app.inject({ method: 'GET', url: '/api/v1/stream', headers })
      return [statusCode, JSON.parse(body).code]
    },
    options: (path: string, headers: Record<string, string>) => app.inject({ method: 'OPTIONS', url: path, headers }),
  }
}

const url = '/api/v1/events'
const preflight = { origin: shop, 'access-control-request-method': 'POST' }

describe('a page with a key', () => {
  it('a page of an origin that its key allows may call and read the answer', async () => {
    const { ask } = await gateway('', { allowedOrigins: ['http://localhost:3000', shop] })
    expect(await ask(shop)).toMatchObject({ status: 200, readableBy: shop, vary: 'Origin' })
  })

  it.each(['https://evil.example', `${shop}.evil.example`, 'http://shop.example', `${shop}:8443`, 'null'])(
    'a publishable key refuses pages of the origin %s with 403, which they cannot read',
    async (origin) => {
      const { ask } = await gateway('', { allowedOrigins: [shop] })
      const { status, readableBy, body } = await ask(origin)
      expect([status, readableBy]).toEqual([403, undefined])
      expect(JSON.parse(body)).toMatchObject({ code: 'forbidden_origin' })
    },
  )

  it('a publishable key without allowed origins refuses every page of another site', async () => {
    expect((await (await gateway('', {})).ask(shop)).status).toBe(403)
  })

  it('a key with allowed origins is publishable, whatever its scopes are', async () => {
    const { ask } = await gateway('', { scopes: ['search:read'], allowedOrigins: ['https://other.example'] })
    expect((await ask(shop)).status).toBe(403)
  })

  it('a secret key is not refused because of an origin, but no page can read the answer', async () => {
    const { ask } = await gateway('', { scopes: ['items:write'] })
    expect(await ask(shop)).toMatchObject({ status: 200, readableBy: undefined })
  })

  it('* in the allowed origins of a key stands for every origin', async () => {
    expect((await (await gateway('', { allowedOrigins: ['*'] })).ask(shop)).readableBy).toBe('*')
  })

  it('servers, which send no origin, and pages of the gateway itself may call', async () => {
    const { ask } = await gateway('', {})
    expect((await ask()).status).toBe(200)
    expect((await ask('http://inkling.example:8080', 'inkling.example:8080')).status).toBe(200)
  })

  it('an origin that CORS_ORIGINS lists may call with every key, and read why it was refused', async () => {
    expect(await (await gateway(` https://other.example , ${shop}`, {})).ask(shop)).toMatchObject({ readableBy: shop })
    expect(await (await gateway(shop)).ask(shop)).toMatchObject({ status: 401, readableBy: shop })
    expect((await (await gateway('*', {})).ask(shop)).readableBy).toBe('*')
  })
})

describe('the log of refused origins', () => {
  it('logs a refused origin once for each key, with the command that allows it', async () => {
    const { ask, logged } = await gateway('', {})
    for (const origin of [shop, shop, 'https://two.example']) await ask(origin)
    expect(logged).toMatchObject([
      { msg: 'origin refused', origin: shop, fix: expect.stringContaining(`allow-origin t k ${shop}`) },
      { msg: 'origin refused', origin: 'https://two.example' },
    ])
  })

  it.each(['null', 'https://a.example; rm -rf ~', 'https://a.example/$(id)', 'file://'])(
    'puts %s, which is no origin, into no command',
    async (origin) => {
      const { ask, logged } = await gateway('', {})
      await ask(origin)
      expect(logged[0]?.fix).not.toContain('inkling tenants')
    },
  )
})

describe('preflights', () => {
  it('a preflight of the API tells a browser what it may send, without credentials', async () => {
    const { statusCode, headers } = await (await gateway('')).options(url, preflight)
    expect(statusCode).toBe(204)
    expect(headers).toMatchObject({ 'access-control-allow-origin': shop, 'access-control-max-age': '7200' })
    expect(headers['access-control-allow-headers']).toContain('authorization')
    expect(headers['access-control-allow-methods']).toBe('GET, POST')
    expect(headers).not.toHaveProperty('access-control-allow-credentials')
  })

  it('OPTIONS that is no preflight, or outside of the API, is refused', async () => {
    const { options } = await gateway('')
    expect((await options(url, {})).statusCode).toBe(405)
    expect((await options('/beside', preflight)).statusCode).toBe(404)
  })
})

describe('a page that opens a stream', () => {
  it('is refused unless its origin is allowed, whatever its key may do', async () => {
    for (const scopes of [publishable, ['items:write'] as const]) {
      const { stream } = await gateway('', { scopes })
      expect(await stream(shop)).toEqual([403, 'forbidden_origin'])
      expect(await stream()).toEqual([200, undefined])
      expect(await stream('http://inkling.example')).toEqual([200, undefined])
    }
    expect(await (await gateway('', { allowedOrigins: [shop] })).stream(shop)).toEqual([200, undefined])
    expect(await (await gateway(shop, {})).stream(shop)).toEqual([200, undefined])
  })
})
