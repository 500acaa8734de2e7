import { randomInt } from 'node:crypto'
import { calls } from '@inkling/contracts'
import { expect, it } from 'vitest'
import { createApi } from '../../support/api.ts'
import { bearer, newTenant, operator } from '../../support/callers.ts'
import { eventually } from '../../support/eventually.ts'
import { second, stack } from './stack.ts'

const gateways = [stack.url, second.url]
const admin = operator(stack)
/** Public, because private addresses are only observed. */
const publicAddress = () => `9.${randomInt(1, 255)}.${randomInt(1, 255)}.${randomInt(1, 255)}`
const from = (address: string, url: string, headers: Readonly<Record<string, string>> = {}) =>
  createApi(url, { 'x-forwarded-for': address, ...headers })
const wrongKey = (n: number) => bearer(`ink_0123456789abcdef00_${n.toString(16).padStart(64, '0')}`)
const waitMs = 30_000

const incidentsOf = async (source: string) =>
  (await admin.call(calls.listSecurityEvents, { query: { source } })).body.data

it('an address that tries many keys at one gateway is blocked by both, until somebody releases it', async () => {
  const address = publicAddress()
  const source = `address:${address}`
  const shop = await newTenant({}, stack)
  const visits = gateways.map((url) => from(address, url, bearer(shop.key)))
  const statuses = () => Promise.all(visits.map(async (one) => (await one.attempt(calls.listItems)).status))
  expect(await statuses()).toEqual([200, 200])
  for (let n = 0; n < 120; n += 20)
    await Promise.all(
      Array.from({ length: 20 }, (_, m) => from(address, stack.url, wrongKey(n + m)).attempt(calls.listItems)),
    )
  await eventually(async () => expect(await statuses()).toEqual([403, 403]), waitMs)
  const { body } = await from(address, second.url, bearer(shop.key)).refused(calls.listItems)
  expect(body).toMatchObject({ status: 403, code: 'blocked', retryable: false })
  await eventually(async () => expect((await incidentsOf(source))[0]?.action).toBe('block'), waitMs)
  expect((await incidentsOf(source))[0]).toMatchObject({ source, kinds: ['stuffing'] })

  const listed = async () =>
    (await admin.call(calls.listSecurityBlocks)).body.data.filter((block) => block.source === source)
  expect(await listed()).toMatchObject([{ kind: 'stuffing' }])
  await admin.call(calls.deleteSecurityBlock, { params: { id: source } })
  await eventually(async () => expect(await statuses()).toEqual([200, 200]), waitMs)
  expect(await listed()).toEqual([])
  const audited = async () => (await admin.call(calls.listAuditLog, { query: { action: 'block released' } })).body.data
  await eventually(async () => expect((await audited())[0]?.details).toMatchObject({ source }), waitMs)
})

it('a key that somebody blocks by hand is refused by both gateways, and the act is in the audit log', async () => {
  const shop = await newTenant({}, stack)
  const source = `key:${shop.keyId}`
  const statuses = () =>
    Promise.all(
      gateways.map(async (url) => (await from(publicAddress(), url, bearer(shop.key)).attempt(calls.listItems)).status),
    )
  await admin.call(calls.createSecurityBlock, { body: { source, seconds: 600, reason: 'it stands in a repository' } })
  await eventually(async () => expect(await statuses()).toEqual([403, 403]), waitMs)
  const audited = async () => (await admin.call(calls.listAuditLog, { query: { action: 'source blocked' } })).body.data
  await eventually(async () => expect((await audited())[0]?.details).toMatchObject({ source, seconds: 600 }), waitMs)
  await admin.call(calls.deleteSecurityBlock, { params: { id: source } })
  await eventually(async () => expect(await statuses()).toEqual([200, 200]), waitMs)
})

it('both gateways deny a network within a second of the answer, and allow its part that is allowed', async () => {
  const [inside, outside] = ['9.1.2.3', publicAddress()]
  const shop = await newTenant({}, stack)
  const statuses = (address: string) =>
    Promise.all(
      gateways.map(async (url) => (await from(address, url, bearer(shop.key)).attempt(calls.listItems)).status),
    )
  const deny = { network: '9.1.2.0/24', action: 'deny', note: 'a test' } as const
  await admin.call(calls.putSecurityNetwork, { params: { id: 'test-deny' }, body: deny })
  await eventually(async () => expect(await statuses(inside)).toEqual([403, 403]), waitMs)
  expect(await statuses(outside)).toEqual([200, 200])
  await admin.call(calls.putSecurityNetwork, {
    params: { id: 'test-allow' },
    body: { network: inside, action: 'allow' },
  })
  await eventually(async () => expect(await statuses(inside)).toEqual([200, 200]), waitMs)
  for (const id of ['test-deny', 'test-allow']) await admin.call(calls.deleteSecurityNetwork, { params: { id } })
})

it('a rule in a dry run only counts; then both gateways follow it, and its deletion frees the requests', async () => {
  const address = publicAddress()
  const shop = await newTenant({}, stack)
  const agent = { 'user-agent': 'old-client/1.0' }
  const statuses = () =>
    Promise.all(
      gateways.map(
        async (url) => (await from(address, url, { ...bearer(shop.key), ...agent }).attempt(calls.listItems)).status,
      ),
    )
  const params = { id: 'old-client' }
  const body = { header: { name: 'User-Agent', value: 'old-client/*' }, action: 'limit', dryRun: true } as const
  await admin.call(calls.putSecurityRule, { params, body })
  const rule = async () =>
    (await admin.call(calls.listSecurityRules)).body.data.find(({ id }: { id: string }) => id === params.id)
  await eventually(async () => {
    expect(await statuses()).toEqual([200, 200])
    expect((await rule())?.matches).toBeGreaterThan(0)
  }, waitMs)
  await admin.call(calls.putSecurityRule, { params, body: { ...body, dryRun: false } })
  await eventually(async () => expect(await statuses()).toEqual([429, 429]), waitMs)
  await admin.call(calls.deleteSecurityRule, { params })
  await eventually(async () => expect(await statuses()).toEqual([200, 200]), waitMs)
  expect(await rule()).toBeUndefined()
  const stored = async () =>
    (await admin.call(calls.listAuditLog, { query: { action: 'security rule stored' } })).body.data
  await eventually(
    async () =>
      expect((await stored())[0]?.details).toMatchObject({
        before: { dryRun: true },
        after: { id: 'old-client', dryRun: false },
      }),
    waitMs,
  )
})

it('a rule sees the body, also at a call that takes many lines', async () => {
  const shop = await newTenant({}, stack)
  const params = { id: 'body-rule' }
  await admin.call(calls.putSecurityRule, {
    params,
    body: { methods: ['POST'], bodyPattern: 'badword*here', action: 'block', dryRun: false },
  })
  const send = async (itemId: string) => {
    const event = { type: 'view', userId: 'ada', itemId }
    const api = from(publicAddress(), stack.url, bearer(shop.key))
    return (await api.attempt(calls.postEvents, { body: [event] as never })).status
  }
  await eventually(async () => expect(await send('badword-is-here')).toBe(403), waitMs)
  expect(await send('fine')).toBe(202)
  await admin.call(calls.deleteSecurityRule, { params })
})

it('probes for injections in path, query, header and body are an incident of the address, key and tenant', async () => {
  const address = publicAddress()
  const shop = await newTenant({}, stack)
  const api = from(address, stack.url, bearer(shop.key))
  await api.attempt(calls.getItem, { params: { id: '../../etc/passwd' } })
  await api.attempt(calls.searchByQuery, { query: { q: "tea' or '1'='1" } })
  await api.attempt(calls.search, { body: { q: '<script>alert(1)' } })
  await from(address, stack.url, { ...bearer(shop.key), 'user-agent': '{{7*7}}' }).attempt(calls.listItems)
  await eventually(async () => {
    const [incident] = await incidentsOf(`address:${address}`)
    expect(incident).toMatchObject({ kinds: ['injection'], action: 'observe' })
    expect(incident?.reasons.toSorted()).toEqual([
      'script in the body',
      'sql in the URL',
      'template in the header user-agent',
      'traversal in the URL',
    ])
  }, waitMs)
  expect((await api.attempt(calls.listItems)).status).toBe(200)
  expect(await incidentsOf(`key:${shop.keyId}`)).toMatchObject([{ tenantId: shop.id, reasons: ['script in the body'] }])
  expect(await incidentsOf(`tenant:${shop.id}`)).toMatchObject([{ tenantId: shop.id }])
})

it('rejects a rule without a condition, a block of oneself and a network that locks everybody out', async () => {
  const none = await admin.refused(calls.putSecurityRule, {
    params: { id: 'none' },
    body: { action: 'block', dryRun: false },
  })
  expect(none.body).toMatchObject({ status: 422, errors: [{ code: 'required' }] })
  const all = await admin.refused(calls.putSecurityNetwork, {
    params: { id: 'all' },
    body: { network: '0.0.0.0/0', action: 'deny' },
  })
  expect(all.body).toMatchObject({ status: 422, errors: [{ pointer: '/network', code: 'loopback' }] })
  const self = await admin.refused(calls.createSecurityBlock, {
    body: { source: 'address:127.0.0.1', seconds: 60, reason: 'x' },
  })
  expect(self.body).toMatchObject({ status: 422, errors: [{ pointer: '/source', code: 'loopback' }] })
  const unknown = await admin.refused(calls.deleteSecurityBlock, { params: { id: 'address:9.0.0.1' } })
  expect(unknown.body).toMatchObject({ status: 404, code: 'not_found' })
})

it('a key without a scope of operators sees and changes none of it', async () => {
  const shop = await newTenant({}, stack)
  for (const call of [calls.listSecurityEvents, calls.listSecurityRules, calls.listSecurityBlocks])
    expect((await shop.refused(call)).body.code).toBe('forbidden_scope')
})
