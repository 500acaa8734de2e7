import { tmpdir } from 'node:os'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { newKey, problem, RecordingGateway, tenant } from '../../test/recording-gateway.ts'
import { runInkling } from '../../test/run-inkling.ts'

let gateway: RecordingGateway
beforeEach(async () => {
  gateway = await RecordingGateway.start()
})
afterEach(() => gateway.close())

const inkling = (args: string, options: { ask?: () => Promise<string> } = {}) =>
  runInkling(args.split(' '), { directory: tmpdir(), url: gateway.url, ...options })

describe('inkling tenants', () => {
  it('creates a tenant and shows the secret of its key with a warning', async () => {
    gateway.respondWith(() => ({ status: 201, body: { ...tenant, apiKey: newKey } }))
    const { output } = await inkling('tenants create shop --name Shop --plan growth')
    expect(gateway.requests).toMatchObject([
      { body: { id: 'shop', name: 'Shop', plan: 'growth' }, key: 'ink_root_secret' },
    ])
    expect(output).toContain('ink_k1_secret')
    expect(output).toContain('cannot be shown again')
  })

  it('lists the tenants of every page', async () => {
    gateway.respondWith(({ path }) => {
      const nextCursor = path.includes('cursor') ? null : 'more'
      return { status: 200, body: { data: [tenant], page: { nextCursor, hasMore: nextCursor !== null } } }
    })
    expect((await inkling('tenants list')).output.split('\n')).toEqual([
      'ID    NAME  PLAN     STATUS  CREATED',
      'shop  Shop  starter  active  2026-01-01T00:00:00Z',
      'shop  Shop  starter  active  2026-01-01T00:00:00Z',
    ])
    expect(JSON.parse((await inkling('tenants list --json')).output)).toEqual([tenant, tenant])
  })

  it.each([
    ['suspend', 'suspended'],
    ['resume', 'active'],
  ])('%ss a tenant', async (command, status) => {
    await inkling(`tenants ${command} shop`)
    expect(gateway.requests).toMatchObject([{ method: 'PATCH', path: '/tenants/shop', body: { status } }])
  })

  it('deletes a tenant only after confirmation', async () => {
    gateway.respondWith(() => ({ status: 202, body: { id: 'op_1' } }))
    expect((await inkling('tenants delete shop')).error).toContain('--yes')
    expect((await inkling('tenants delete shop', { ask: async () => 'y' })).error).toBe('Nothing was deleted.')
    expect(gateway.requests).toEqual([])
    await inkling('tenants delete shop', { ask: async () => 'shop' })
    expect((await inkling('tenants delete shop --yes')).output).toContain('op_1')
    expect(gateway.requests).toHaveLength(2)
  })

  it('rotates the only valid key, and asks for the key if there are several', async () => {
    let data = [{ ...newKey, id: 'old', expiresAt: '2026-01-02T00:00:00Z' }, newKey]
    gateway.respondWith(({ method }) => (method === 'GET' ? { status: 200, body: { data } } : undefined))
    await inkling('tenants rotate-key shop --overlap 60')
    expect(gateway.requests.at(-1)).toMatchObject({
      path: '/tenants/shop/api-keys/k1/rotate',
      body: { overlapSeconds: 60 },
    })
    data = [newKey, { ...newKey, id: 'k2' }]
    expect((await inkling('tenants rotate-key shop')).error).toContain('k1, k2')
  })

  it('creates a key with scopes and a lifetime', async () => {
    await inkling('tenants create-key shop --scopes events:write,items:write --expires 12h')
    expect(gateway.requests.at(-1)?.body).toEqual({
      scopes: ['events:write', 'items:write'],
      expiresAt: '2026-06-02T00:00:00.000Z',
    })
  })

  it('creates a key for the pages of an origin and prints the finished script tag', async () => {
    const allowedOrigins = ['https://shop.example']
    const answer = { ...newKey, scopes: ['events:write', 'predictions:read'], allowedOrigins }
    gateway.respondWith(() => ({ status: 201, body: answer }))
    const { output } = await inkling('tenants create-key shop --allow-origin https://shop.example/cart')
    expect(gateway.requests.at(-1)?.body).toEqual({ allowedOrigins })
    expect(output).toContain(`<script src="${gateway.url}/inkling.js" data-key="ink_k1_secret" async></script>`)
    gateway.respondWith(() => ({ status: 201, body: { ...answer, allowedOrigins: [] } }))
    const withoutOrigin = (await inkling('tenants create-key shop --scopes events:write')).output
    expect(withoutOrigin).toContain('inkling tenants allow-origin shop k1 https://shop.example')
  })

  it('adds origins to those of a key or replaces them, and lists them', async () => {
    const key = { ...newKey, allowedOrigins: ['https://shop.example'] }
    gateway.respondWith(({ method }) => ({ status: 200, body: method === 'GET' ? { data: [key] } : key }))
    expect((await inkling('tenants keys shop')).output).toContain('https://shop.example')
    await inkling('tenants allow-origin shop k1 http://localhost:3000 https://shop.example')
    const allowedOrigins = ['https://shop.example', 'http://localhost:3000']
    expect(gateway.requests.at(-1)).toMatchObject({ path: '/tenants/shop/api-keys/k1', body: { allowedOrigins } })
    await inkling('tenants allow-origin shop k1 http://localhost:3000 --replace')
    expect(gateway.requests.at(-1)?.body).toEqual({ allowedOrigins: ['http://localhost:3000'] })
    expect((await inkling('tenants allow-origin shop other http://localhost:3000')).error).toContain('Its keys are k1')
    expect((await inkling('tenants allow-origin shop k1 shop.example')).error).toContain('such as https://shop.example')
  })

  it.each([
    '--scopes everything',
    '--allow-origin shop.example',
    '--allow-origin https://*.shop.example',
    '--expires yesterday',
    '--expires 2020-01-01T00:00:00Z',
  ])('rejects create-key with %s', async (flags) => {
    expect((await inkling(`tenants create-key shop ${flags}`)).error).toContain('invalid')
    expect(gateway.requests).toEqual([])
  })

  it('prints the problem that the server answered', async () => {
    gateway.respondWith(() => problem(409, 'conflict'))
    expect((await inkling('tenants create shop')).error).toBe('it is conflict (conflict)')
  })

  it('says that Inkling cannot be reached and how to start it', async () => {
    await gateway.close()
    const { error } = await inkling('tenants create shop')
    expect(error).toMatch(/Nothing listens at http:.*npx -y pnpm@12 start/)
    gateway = await RecordingGateway.start()
  })
})
