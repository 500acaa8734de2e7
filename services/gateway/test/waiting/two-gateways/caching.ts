import { type Call, calls } from '@inkling/contracts'
import { createDatabase, saveItems } from '@inkling/database'
import { describe, expect, it } from 'vitest'
import type { Api, Input } from '../../support/api.ts'
import { holderOf, newTenant, operator, type TestTenant } from '../../support/callers.ts'
import { eventually } from '../../support/eventually.ts'
import { network, second, stack } from './stack.ts'

const admin = operator(stack)

interface Shop {
  readonly tenant: TestTenant
  /** The same tenant at the other gateway. */
  readonly other: Api
}

async function newShop(): Promise<Shop> {
  const tenant = await newTenant({ plan: 'scale' }, stack)
  await tenant.call(calls.putItems, { body: ['a', 'b'].map((id) => ({ id, title: `Lamp ${id}` })) })
  return { tenant, other: holderOf(tenant.key, second) }
}

const params = { id: 'a' }
const titleOf = async (api: Api) => (await api.call(calls.getItem, { params })).body.title
const titlesOf = async (api: Api) => (await api.call(calls.listItems)).body.data.map(({ title }) => title)
const statusOf = async (api: Api, call: Call, input?: Input) =>
  (await api.attempt(call, input)).headers.get('cache-status')

/** What is read 250 ms after a change was acknowledged, or as soon as it is what was expected. */
async function settled<T>(read: () => Promise<T>, isNew: (value: T) => boolean): Promise<T> {
  const untilMs = performance.now() + 250
  let last = await read()
  while (!isNew(last) && performance.now() < untilMs) last = await read()
  return last
}

describe('kept answers', () => {
  it('an answer is kept in memory, and shared by the gateways through Redis', async () => {
    const { tenant, other } = await newShop()
    expect(await statusOf(tenant, calls.getItem, { params })).toBe('Inkling; fwd=miss; stored')
    expect(await statusOf(tenant, calls.getItem, { params })).toMatch(/^Inkling; hit; ttl=[1-6]\d; detail=l1$/)
    expect(await statusOf(other, calls.getItem, { params })).toMatch(/^Inkling; hit; ttl=[1-6]\d; detail=l2$/)
  })

  it('a request that names a write is answered by the service', async () => {
    const { tenant } = await newShop()
    const written = await tenant.call(calls.putItem, { params, body: { title: 'New' } })
    await titleOf(tenant)
    const headers = { 'consistency-token': written.headers.get('consistency-token') ?? '' }
    expect(await statusOf(tenant, calls.getItem, { params, headers })).toBe('Inkling; fwd=bypass')
  })

  it('what does not exist is kept as such until it is created, and each answer names its own request', async () => {
    const { tenant, other } = await newShop()
    const unknown = { params: { id: 'c' } }
    const [first, again] = [await tenant.refused(calls.getItem, unknown), await tenant.refused(calls.getItem, unknown)]
    expect([first.status, again.status]).toEqual([404, 404])
    expect(again.body.requestId).not.toBe(first.body.requestId)
    await other.refused(calls.getItem, unknown)
    await tenant.call(calls.putItem, { ...unknown, body: { title: 'Lamp c' } })
    expect((await tenant.attempt(calls.getItem, unknown)).status).toBe(200)
    const created = () => other.attempt(calls.getItem, unknown)
    expect((await settled(created, ({ status }) => status === 200)).status).toBe(200)
  })

  it('a request with a fault is told so by every gateway', async () => {
    const { tenant, other } = await newShop()
    for (const api of [tenant, other, tenant]) {
      const { status, body } = await api.refused(calls.listItems, { query: { limit: 'many' } })
      expect([status, body.errors?.map(({ pointer }) => pointer)]).toEqual([422, ['/limit']])
    }
  })

  const changes: Readonly<Record<string, (api: Api) => Promise<unknown>>> = {
    put: (api) => api.call(calls.putItem, { params, body: { title: 'New' } }),
    patched: (api) => api.call(calls.patchItem, { params, body: { title: 'New' } }),
    'written among others': (api) => api.call(calls.putItems, { body: [{ id: 'a', title: 'New' }] }),
  }
  it.each(Object.entries(changes))(
    'an item that was %s is new at once here, and within 250 ms there',
    async (_, change) => {
      const { tenant, other } = await newShop()
      for (const api of [tenant, other]) expect([await titleOf(api), ...(await titlesOf(api))]).toContain('Lamp a')
      await change(tenant)
      expect(await titleOf(tenant)).toBe('New')
      expect(await titlesOf(tenant)).toContain('New')
      expect(
        await settled(
          () => titleOf(other),
          (title) => title === 'New',
        ),
      ).toBe('New')
      expect(
        await settled(
          () => titlesOf(other),
          (titles) => titles.includes('New'),
        ),
      ).toContain('New')
    },
  )

  it('a deleted item is gone at once here, and within 250 ms there', async () => {
    const { tenant, other } = await newShop()
    expect([await titleOf(tenant), await titleOf(other)]).toEqual(['Lamp a', 'Lamp a'])
    await tenant.call(calls.deleteItem, { params })
    const read = (api: Api) => async () => (await api.attempt(calls.getItem, { params })).status
    expect(await read(tenant)()).toBe(404)
    expect(await settled(read(other), (status) => status === 404)).toBe(404)
  })

  it('a change that did not pass a gateway is seen once the search service has read it', async () => {
    const { tenant } = await newShop()
    await tenant.call(calls.search, { body: { q: 'lamp' } })
    expect(await titleOf(tenant)).toBe('Lamp a')
    const direct = createDatabase({ url: stack.ownerUrl, applicationName: 'test', pool: 1 })
    await saveItems(direct.background(tenant.id), [{ id: 'a', title: 'From elsewhere' }])
    await direct.close()
    await eventually(async () => expect(await titleOf(tenant)).toBe('From elsewhere'))
  })

  it('settings are new at once after they were replaced', async () => {
    const { tenant } = await newShop()
    expect((await tenant.call(calls.getSearchSettings)).body).toEqual({})
    await tenant.call(calls.putSearchSettings, { body: { language: 'de' } })
    expect((await tenant.call(calls.getSearchSettings)).body).toEqual({ language: 'de' })
  })
})

describe('pages of results', () => {
  const search = (tenant: Api, more = {}, headers = {}) =>
    tenant.call(calls.search, { body: { q: 'lamp', ...more }, headers })
  const cacheOf = async (tenant: Api, more = {}) => (await search(tenant, more)).body.meta.cache

  it('equal searches share a page, each with a receipt of its own, and the answer says so', async () => {
    const { tenant } = await newShop()
    const [first, again] = [await search(tenant), await search(tenant)]
    expect([first.body.meta.cache, again.body.meta.cache]).toEqual(['miss', 'l1'])
    expect(again.headers.get('cache-status')).toMatch(/^Inkling; hit; ttl=\d+; detail=l1$/)
    expect(again.body.data).toEqual(first.body.data)
    expect(again.body.receiptId).not.toBe(first.body.receiptId)
    for (const more of [{ q: 'lamps' }, { limit: 1 }, { explain: true }, { filter: 'id = "a"' }])
      expect(await cacheOf(tenant, more), JSON.stringify(more)).toBe('miss')
  })

  it('a page is found again after a change of an item or of the settings', async () => {
    const { tenant } = await newShop()
    await search(tenant)
    const written = await tenant.call(calls.putItem, { params: { id: 'c' }, body: { title: 'Lamp c' } })
    const token = { 'consistency-token': written.headers.get('consistency-token') ?? '' }
    expect((await search(tenant, {}, token)).body).toMatchObject({ data: { length: 3 }, meta: { cache: 'miss' } })
    expect(await cacheOf(tenant)).toBe('l1')
    await tenant.call(calls.putSearchSettings, { body: { rules: [{ query: 'lamp', blocks: ['c'] }] } })
    await eventually(async () => expect((await search(tenant)).body.data).toHaveLength(2))
  })
})

describe('conditional requests', () => {
  const reads: Readonly<Record<string, [Call, Input]>> = {
    'an item': [calls.getItem, { params }],
    'a list of items': [calls.listItems, {}],
    'a search': [calls.searchByQuery, { query: { q: 'lamp', facets: 'kind' } }],
    completions: [calls.completeQuery, { query: { q: 'la' } }],
    'learning metrics': [calls.getLearningMetrics, {}],
    settings: [calls.getSearchSettings, {}],
  }
  it.each(Object.entries(reads))('%s is not sent again to a client that has it', async (_, [call, input]) => {
    const { tenant } = await newShop()
    const { headers } = await tenant.attempt(call, input)
    const etag = headers.get('etag') ?? ''
    expect(etag).not.toBe('')
    expect(headers.get('cache-control')).toBe('private, no-cache')
    const ask = (ifNoneMatch: string) => tenant.attempt(call, { ...input, headers: { 'if-none-match': ifNoneMatch } })
    for (const known of [etag, `"no version", ${etag}`, '*', `W/${etag.replace('W/', '')}`]) {
      const answer = await ask(known)
      expect([answer.status, answer.headers.get('etag')], known).toEqual([304, etag])
    }
    expect((await ask('"no version"')).status).toBe(200)
  })
})

describe('purges', () => {
  it('an operator purges a tag, or all of a tenant, at every gateway', async () => {
    const { tenant, other } = await newShop()
    for (const tags of [['items/a'], ['catalogue'], undefined]) {
      for (const api of [tenant, other]) await titleOf(api)
      await admin.call(calls.purgeCache, { body: { tenantId: tenant.id, ...(tags && { tags }) } })
      expect(await statusOf(tenant, calls.getItem, { params })).toBe('Inkling; fwd=miss; stored')
    }
    expect((await admin.call(calls.getCacheStats)).body.processes).toContainEqual(
      expect.objectContaining({
        process: 'search',
        caches: expect.objectContaining({ 'search-page': expect.anything() }),
      }),
    )
  })

  it('a content delivery network may keep answers of a credential, and is told what changed', async () => {
    const { tenant } = await newShop()
    const { headers } = await tenant.call(calls.getItem, { params })
    expect(headers.get('surrogate-key')).toBe(`${tenant.id} ${tenant.id}/items/a ${tenant.id}/catalogue`)
    expect(headers.get('cdn-cache-control')).toBe('max-age=30')
    expect(headers.get('vary')?.toLowerCase()).toContain('authorization, x-api-key')
    await tenant.call(calls.patchItem, { params, body: { title: 'New' } })
    await admin.call(calls.purgeCache, { body: { tenantId: tenant.id } })
    const keys = [`${tenant.id}/items`, `${tenant.id}/items/a`, tenant.id]
    await eventually(async () => expect(network.purged).toEqual(expect.arrayContaining(keys)))
  })
})

describe('outages', () => {
  it('while Postgres is unavailable, kept items are answered', async () => {
    const { tenant } = await newShop()
    await titleOf(tenant)
    await stack.postgres.stop()
    try {
      expect(await titleOf(tenant)).toBe('Lamp a')
    } finally {
      await stack.postgres.start()
    }
    await eventually(async () => expect((await tenant.attempt(calls.listItems)).status).toBe(200), 20_000)
  })

  it('while Redis is unavailable, a write is seen at once here and soon there, and a purge says what it could not do', async () => {
    const { tenant, other } = await newShop()
    for (const api of [tenant, other]) await titleOf(api)
    await stack.cacheRedis.stop()
    try {
      await tenant.call(calls.patchItem, { params, body: { title: 'New' } })
      expect(await titleOf(tenant)).toBe('New')
      await eventually(async () => expect(await titleOf(other)).toBe('New'))
      const { body } = await admin.refused(calls.purgeCache, { body: { tenantId: tenant.id } })
      expect(body.code).toBe('dependency_unavailable')
    } finally {
      await stack.cacheRedis.start()
    }
  })
})
