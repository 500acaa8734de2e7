import { tmpdir } from 'node:os'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { newKey, RecordingGateway } from '../../test/recording-gateway.ts'
import { runInkling } from '../../test/run-inkling.ts'

let gateway: RecordingGateway
beforeEach(async () => {
  gateway = await RecordingGateway.start()
})
afterEach(() => gateway.close())

const inkling = (args: string) =>
  runInkling([...args.split(' '), '--api-key', 'ink_own_secret'], { directory: tmpdir(), url: gateway.url })

it('lists the keys of the tenant with their last use and whether they end soon', async () => {
  const data = [{ ...newKey, expiresSoon: true, lastUsedAt: '2026-05-31T09:00:00Z' }]
  gateway.respondWith(() => ({ status: 200, body: { data } }))
  const { output } = await inkling('keys list')
  expect(gateway.requests).toMatchObject([{ method: 'GET', path: '/api-keys', key: 'ink_own_secret' }])
  expect(output).toMatch(/ENDS SOON +LAST USED/)
  expect(output).toMatch(/yes +2026-05-31T09:00:00Z/)
})

it('creates a key with the default end, with another one, and without any', async () => {
  for (const flags of ['', ' --expires 12h', ' --no-expiry']) await inkling(`keys create --scopes items:read${flags}`)
  const scopes = ['items:read']
  expect(gateway.requests.map(({ body }) => body)).toEqual([
    { scopes },
    { scopes, expiresAt: '2026-06-02T00:00:00.000Z' },
    { scopes, expiresAt: null },
  ])
})

it('says how pages may use a key that is publishable', async () => {
  const body = { ...newKey, scopes: ['events:write'] }
  gateway.respondWith(() => ({ status: 201, body }))
  expect((await inkling('keys create --scopes events:write')).output).toContain('inkling keys allow-origin k1 https://')
})

it('adds origins to those that a key has, and names the keys there are if it is none of them', async () => {
  const data = [{ ...newKey, allowedOrigins: ['https://old.example'] }]
  gateway.respondWith(({ method }) => (method === 'GET' ? { status: 200, body: { data } } : undefined))
  await inkling('keys allow-origin k1 https://new.example')
  expect(gateway.requests.at(-1)).toMatchObject({
    path: '/api-keys/k1',
    body: { allowedOrigins: ['https://old.example', 'https://new.example'] },
  })
  expect((await inkling('keys allow-origin k2 https://new.example')).error).toContain('Its keys are k1')
})

it('rotates and revokes a key', async () => {
  expect((await inkling('keys rotate k1 --overlap 60')).output).toContain('It replaces k1.')
  expect((await inkling('keys revoke k1')).output).toBe('k1 is revoked')
  expect(gateway.requests).toMatchObject([
    { method: 'POST', path: '/api-keys/k1/rotate', body: { overlapSeconds: 60 } },
    { method: 'DELETE', path: '/api-keys/k1' },
  ])
})

it('asks for the key of the tenant', async () => {
  const { error } = await runInkling(['keys', 'list'], { directory: tmpdir(), url: gateway.url })
  expect(error).toContain('--api-key')
})

it('creates a key for a role, and lists the roles if there is no such one', async () => {
  await inkling('keys create --role viewer')
  expect(gateway.requests.at(-1)?.body).toEqual({ role: 'viewer' })
  expect((await inkling('keys create --role boss')).error).toContain('owner, developer, operator, viewer')
})
