import { createServer } from '@inkling/service-kit'
import { createLogger } from '@inkling/telemetry'
import { describe, expect, it } from 'vitest'
import { allowOrigins } from './cross-origin.ts'

const shop = 'https://shop.example'

/** A gateway with a route of the API, which rejects requests without a key, and a route outside of the API. */
async function gateway(origins: string) {
  const app = createServer({ logger: createLogger({ service: 'test', level: 'silent' }) })
  await app.register(async (api) => {
    await allowOrigins(api, origins)
    api.post('/api', async (request, reply) => reply.status(request.headers.authorization ? 202 : 401).send({}))
  })
  app.get('/beside', async () => ({}))
  const preflight = { 'access-control-request-method': 'POST', 'access-control-request-headers': 'authorization' }
  return {
    ask: async (origin: string, method: 'POST' | 'GET' = 'POST', url = '/api') =>
      (await app.inject({ method, url, headers: { origin } })).headers['access-control-allow-origin'],
    preflight: (origin: string) => app.inject({ method: 'OPTIONS', url: '/api', headers: { origin, ...preflight } }),
  }
}

describe('origins', () => {
  it('a listed origin may call with a key, and a preflight says so', async () => {
    const { ask, preflight } = await gateway(` https://other.example , ${shop}`)
    const { statusCode, headers } = await preflight(shop)
    expect(statusCode).toBe(204)
    expect(headers).toMatchObject({ 'access-control-allow-origin': shop, 'access-control-max-age': '7200' })
    expect(headers['access-control-allow-headers']).toContain('authorization')
    expect(headers['access-control-allow-methods']).toBe('GET, POST')
    expect(headers).not.toHaveProperty('access-control-allow-credentials')
    expect(await ask(shop), 'a page may read why it was rejected').toBe(shop)
  })

  it('an origin that is not listed gets no CORS header', async () => {
    const { ask, preflight } = await gateway(shop)
    for (const origin of ['https://evil.example', `${shop}.evil.example`, 'null']) {
      expect(await ask(origin)).toBeUndefined()
      expect((await preflight(origin)).headers).not.toHaveProperty('access-control-allow-origin')
    }
  })

  it('* allows every origin', async () => {
    expect(await (await gateway('*')).ask('https://anyone.example')).toBe('*')
  })

  it('without listed origins no page may call', async () => {
    const { ask, preflight } = await gateway(' ')
    expect(await ask(shop)).toBeUndefined()
    expect((await preflight(shop)).statusCode).toBe(405)
  })

  it('routes outside of the API get no CORS header', async () => {
    expect(await (await gateway('*')).ask(shop, 'GET', '/beside')).toBeUndefined()
  })
})
