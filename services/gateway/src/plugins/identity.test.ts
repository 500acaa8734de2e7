import { hash } from 'node:crypto'
import type { StoredKey } from '@inkling/contracts/api-key'
import { InklingError } from '@inkling/errors'
import { createServer } from '@inkling/service-kit'
import { authenticationMetrics, createLogger } from '@inkling/telemetry'
import client from '@prometheus-io/client'
import { describe, expect, it } from 'vitest'
import { type Admit, authentication } from './identity.ts'
import { requestIdentity } from './request-identity.ts'

const secret = '0f'.repeat(32)
const good: StoredKey = {
  id: 'good',
  tenantId: 't',
  secretHash: hash('sha256', secret, 'buffer'),
  scopes: ['search:read'],
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
const letIn: Admit = async () => undefined

/** Sends a request to a route that needs `search:read`, or to another one. */
async function ask(headers: Record<string, string>, { admit = letIn, url = '/guarded' } = {}) {
  const app = createServer({ logger: createLogger({ service: 'test', level: 'silent' }) })
  const find = async (id: string) => keys.get(id) ?? null
  const metrics = authenticationMetrics(new client.Registry())
  const authenticate = authentication(app, { keys: { find }, admit, metrics })
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
      body: { tenantId: 't', keyId: 'good', scopes: ['search:read'], plan: 'growth' },
    })
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

  it('names the scope that a valid key lacks', async () => {
    expect(await ask(bearer('good'), { url: '/elsewhere' })).toMatchObject({
      status: 403,
      body: { code: 'forbidden_scope', detail: expect.stringContaining('items:write') },
    })
  })

  it('counts every request, for its tenant only if the key is valid', async () => {
    const counted: (string | undefined)[] = []
    const admit: Admit = async (request) => void counted.push(requestIdentity.find(request)?.tenantId)
    await ask(bearer('good'), { admit })
    await ask(bearer('expired'), { admit })
    expect(counted).toEqual(['t', undefined])
  })

  it('rejects a request over the limit before it says anything about the key', async () => {
    const admit: Admit = async () => {
      throw new InklingError('rate_limited', 'Too many')
    }
    expect(await ask(bearer('good'), { admit })).toMatchObject({ status: 429 })
    expect(await ask(bearer('unknown'), { admit })).toMatchObject({ status: 429 })
  })

  it('a route that reads the identity without authentication fails with status 500', async () => {
    expect(await ask(bearer('good'), { url: '/open' })).toMatchObject({ status: 500, body: { code: 'internal' } })
  })
})
