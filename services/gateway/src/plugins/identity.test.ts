import { createSecretKey, hash } from 'node:crypto'
import type { StoredKey } from '@inkling/contracts/api-key'
import { InklingError } from '@inkling/errors'
import { createServer } from '@inkling/service-kit'
import { authenticationMetrics, createLogger } from '@inkling/telemetry'
import client from '@prometheus-io/client'
import { describe, expect, it } from 'vitest'
import { createPseudonyms } from '../domain/pseudonyms.ts'
import { consoleSessions } from './console-session.ts'
import { createOrigins } from './cross-origin.ts'
import { authentication } from './identity.ts'
import type { Limits } from './rate-limits.ts'
import { requestIdentity } from './request-identity.ts'
import type { Tokens } from './tokens.ts'

const secret = '0f'.repeat(32)
const good: StoredKey = {
  id: 'good',
  tenantId: 't',
  secretHash: hash('sha256', secret, 'buffer'),
  scopes: ['search:read'],
  allowedOrigins: [],
  expiresAtMs: null,
  plan: 'growth',
  isActive: true,
}
const keys = new Map([
  ['good', good],
  ['expired', { ...good, id: 'expired', expiresAtMs: 1 }],
  ['suspended', { ...good, id: 'suspended', isActive: false }],
  ['public', { ...good, id: 'public', scopes: ['events:write', 'predictions:read'] as const }],
])

/** Limits that let every request in, and tell what they counted. */
function watchedLimits() {
  const counted: string[] = []
  const note = (what: string) => () => void counted.push(what)
  const limits: Pick<Limits, 'admitTenant' | 'admitAddress' | 'takeBack'> = {
    admitTenant: (request) => void counted.push(`tenant ${requestIdentity.get(request).tenantId}`),
    admitAddress: note('address'),
    takeBack: note('taken back'),
  }
  return { limits, counted }
}
const exhausted = () => {
  throw new InklingError('rate_limited', 'Too many')
}

const findKey = async (id: string): Promise<StoredKey | null> => keys.get(id) ?? null

const noTokens: Tokens = {
  read: () => undefined,
  known: () => undefined,
  isOfKnown: () => false,
  verify: async () => undefined,
  issuerOf: async () => undefined,
}

/** Sends a request to a route that needs `search:read`, or to another one. */
async function ask(
  headers: Record<string, string>,
  {
    limits = watchedLimits().limits,
    url = '/guarded',
    known = ['good'],
    find = findKey,
    findTogether = findKey,
    seen = [] as string[],
    tokens = noTokens,
    refusedKeys = [] as (string | undefined)[],
  } = {},
) {
  const app = createServer({ logger: createLogger({ service: 'test', level: 'silent' }) })
  const metrics = authenticationMetrics(new client.Registry())
  const authenticate = authentication(app, {
    seeKey: (keyId) => void seen.push(keyId),
    tokens,
    refused: { see: (_address, key) => void refusedKeys.push(key?.id) },
    keys: { find, findTogether, isKnown: (id) => known.includes(id) },
    limits,
    origins: createOrigins(''),
    sessions: consoleSessions('a secret'),
    pseudonyms: createPseudonyms(createSecretKey(Buffer.alloc(32))),
    metrics,
  })
  app.get('/guarded', { onRequest: authenticate('search:read') }, async (request) => requestIdentity.get(request))
  app.get('/rules', { onRequest: authenticate('predictions:read', { isKeyInQuery: true }) }, async () => 'in')
  app.get('/predictions', { onRequest: authenticate('predictions:read') }, async () => 'in')
  app.get('/elsewhere', { onRequest: authenticate('items:write') }, async () => 'in')
  app.get('/open', async (request) => requestIdentity.get(request))
  const answer = await app.inject({ url, headers })
  const text = answer.body.startsWith('{') ? answer.json<Record<string, unknown>>() : {}
  const { requestId, ...body } = text
  return { status: answer.statusCode, body }
}

const bearer = (id: string, own = secret) => ({ authorization: `Bearer ink_${id}_${own}` })

describe('authentication', () => {
  it('accepts a valid key and tells the route whose it is', async () => {
    expect(await ask(bearer('good'))).toEqual({
      status: 200,
      body: { tenantId: 't', keyId: 'good', scopes: ['search:read'], allowedOrigins: [], plan: 'growth' },
    })
  })

  it('counts a page of a refused origin against its address, not against the tenant', async () => {
    const { limits, counted } = watchedLimits()
    const headers = { ...bearer('public'), origin: 'https://evil.example' }
    const { status, body } = await ask(headers, { limits, url: '/predictions', known: ['public'] })
    expect([status, body.code]).toEqual([403, 'forbidden_origin'])
    expect(counted).toEqual(['address'])
  })

  it('gives a missing, malformed, unknown, forged, expired and suspended key the same answer', async () => {
    const refusals = [
      await ask({}),
      await ask({ authorization: 'Bearer nonsense' }),
      await ask(bearer('unknown')),
      await ask(bearer('good', 'a'.repeat(64))),
      await ask(bearer('expired')),
      await ask(bearer('suspended')),
    ]
    expect(refusals[0]).toMatchObject({ status: 401, body: { code: 'unauthenticated' } })
    for (const refusal of refusals) expect(refusal).toEqual(refusals[0])
  })

  it('accepts a key in the query only if it is publishable and the call allows it', async () => {
    const inQuery = async (path: string, id: string) =>
      (await ask({}, { url: `${path}?key=ink_${id}_${secret}` })).status
    expect(await inQuery('/rules', 'public')).toBe(200)
    expect(await inQuery('/predictions', 'public')).toBe(401)
    expect(await inQuery('/rules', 'good')).toBe(401)
    expect(
      (await ask(bearer('public'), { url: `/rules?key=ink_good_${secret}` })).status,
      'a header takes precedence',
    ).toBe(200)
  })

  it('tells the key of each request that it accepts, and of no other', async () => {
    const seen: string[] = []
    for (const headers of [bearer('good'), bearer('expired'), bearer('unknown'), {}]) await ask(headers, { seen })
    expect(seen).toEqual(['good'])
  })

  it('tells each key that it refuses, and whose it is if that is known; not that there was none', async () => {
    const refusedKeys: (string | undefined)[] = []
    for (const headers of [bearer('good'), bearer('expired'), bearer('unknown'), {}])
      await ask(headers, { refusedKeys })
    expect(refusedKeys).toEqual(['expired', undefined])
  })

  it('names the scope that a valid key lacks', async () => {
    expect(await ask(bearer('good'), { url: '/elsewhere' })).toMatchObject({
      status: 403,
      body: { code: 'forbidden_scope', detail: expect.stringContaining('items:write') },
    })
  })

  it.each([
    ['a known valid key for its tenant', bearer('good'), ['tenant t']],
    ['a known wrong key for its address', bearer('good', 'a'.repeat(64)), ['address']],
    ['a missing key for its address', {}, ['address']],
    ['an unknown key for its address', bearer('unknown'), ['address']],
    ['a valid key that is new to this gateway for its tenant', bearer('public'), ['address', 'taken back', 'tenant t']],
  ])('counts %s', async (_name, headers, expected) => {
    const { limits, counted } = watchedLimits()
    await ask(headers, { limits, url: '/predictions' })
    expect(counted).toEqual(expected)
  })

  it('looks up an unknown key only together with others for an address over its limit', async () => {
    const looked: string[] = []
    const find = async (id: string) => {
      looked.push(id)
      return null
    }
    const limits = { ...watchedLimits().limits, admitAddress: exhausted }
    expect(await ask(bearer('unknown'), { limits, find })).toMatchObject({ status: 429 })
    expect(looked).toEqual([])
  })

  it('accepts a valid key that is new to this gateway from an address over its limit', async () => {
    const { limits, counted } = watchedLimits()
    expect(
      await ask(bearer('public'), { limits: { ...limits, admitAddress: exhausted }, url: '/predictions' }),
    ).toMatchObject({ status: 200 })
    expect(counted).toEqual(['taken back', 'tenant t'])
  })

  it('accepts a known key from an address over its limit', async () => {
    const limits = { ...watchedLimits().limits, admitAddress: exhausted }
    expect(await ask(bearer('good'), { limits })).toMatchObject({ status: 200 })
  })

  it('rejects a request over the limit of its tenant before it says anything about scopes', async () => {
    const limits = { ...watchedLimits().limits, admitTenant: exhausted }
    expect(await ask(bearer('good'), { limits, url: '/elsewhere' })).toMatchObject({ status: 429 })
  })

  it('a route that reads the identity without authentication fails with status 500', async () => {
    expect(await ask(bearer('good'), { url: '/open' })).toMatchObject({ status: 500, body: { code: 'internal' } })
  })
})
