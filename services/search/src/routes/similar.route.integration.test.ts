import { calls, type SearchSettings } from '@inkling/contracts'
import { createDatabase, saveItems } from '@inkling/database'
import { Deadline } from '@inkling/resilience'
import { createServer, signedRequests, Upstream } from '@inkling/service-kit'
import { createLogger } from '@inkling/telemetry'
import { testDatabase } from '@inkling/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Catalogue } from '../domain/catalogue.ts'
import { itemOf } from '../test/item-of.ts'
import { items } from '../use-cases/items.ts'
import { similarRoute } from './similar.route.ts'

const secret = 'a secret of at least 32 characters'
const { roleUrl } = await testDatabase()
const database = createDatabase({ url: roleUrl('search'), applicationName: 'test', pool: 2 })
const app = createServer({ logger: createLogger({ service: 'test', level: 'silent' }) })
await app.register(signedRequests, { secret })
/** What is in memory of the tenant `acme`. */
let resident:
  | { model: Catalogue; epoch: number; cluster: string; waitFor: (id: bigint, timeoutMs: number) => Promise<boolean> }
  | undefined
let settings: SearchSettings = {}
await app.register(similarRoute, {
  items: items(database, () => {}),
  loadWaitMs: 0,
  processId: 'test',
  residentWithin: async () => resident,
  settingsOf: async () => settings,
})
const search = new Upstream({ name: 'search', url: await app.listen({ host: '127.0.0.1', port: 0 }), secret })
afterAll(async () => {
  await search.close()
  await app.close()
  await database.close()
})
const caller = () => ({ principal: { tenantId: 'acme', keyId: 'key', scopes: [] }, deadline: new Deadline(5_000) })

describe('while the index is not in memory', () => {
  it('rejects a search for similar items', async () => {
    const asking = search.call(calls.similarItems, { body: { text: 'tea' } }, caller())
    await expect(asking).rejects.toMatchObject({ code: 'dependency_unavailable' })
  })

  it('looks up the items of the tenant that exist and pass the filter, without their texts', async () => {
    const sent = [
      { id: 'tea', title: 'Tea', text: 'Leaves.', kind: 'drink', attributes: { price: 3 } },
      { id: 'pot', title: 'Pot', kind: 'ware' },
      { id: 'stale', title: 'Stale', kind: 'drink', expiresAt: '2020-01-01T00:00:00.000Z' },
    ]
    await saveItems(database.background('acme'), sent)
    await saveItems(database.background('other'), [{ id: 'theirs', title: 'X' }])
    const itemIds = ['tea', 'pot', 'stale', 'theirs', 'unknown']
    const lookUp = async (filter?: string) =>
      (await search.call(calls.lookUpItems, { body: { itemIds, ...(filter && { filter }) } }, caller())).data
    expect((await lookUp()).map(({ id }) => id).toSorted()).toEqual(['pot', 'tea'])
    const [tea, ...others] = await lookUp('kind = "drink" and attributes.price < 4')
    expect(tea).toMatchObject({ id: 'tea', title: 'Tea' })
    expect(tea).not.toHaveProperty('text')
    expect(others).toEqual([])
  })
})

describe('with the index in memory', () => {
  beforeAll(() => {
    const model = Catalogue.empty()
    model.put(itemOf('titled', { title: 'otter' }))
    model.put(itemOf('described', { title: 'animal', text: 'an otter swims' }))
    // It reads the write only when it is waited for.
    const waitFor = async () => {
      model.remove('deleted')
      return true
    }
    model.put(itemOf('deleted', { title: 'otters' }))
    resident = { model, epoch: 1, cluster: 'here', waitFor }
  })
  const alike = async (own: SearchSettings) => {
    settings = own
    const { data } = await search.call(calls.similarItems, { body: { text: 'otter' } }, caller())
    return data.map(({ itemId }) => itemId)
  }

  it('similar items and looked up items wait for the write of a Consistency-Token', async () => {
    const headers = { 'consistency-token': 'c1.here' }
    const similar = (own = {}) => search.call(calls.similarItems, { body: { text: 'otter' }, ...own }, caller())
    const lookUp = (own = {}) => search.call(calls.lookUpItems, { body: { itemIds: ['deleted'] }, ...own }, caller())
    expect((await similar()).data.map(({ itemId }) => itemId)).toContain('deleted')
    expect((await lookUp()).data).toHaveLength(1)
    expect((await lookUp({ headers })).data).toEqual([])
    expect((await similar({ headers })).data.map(({ itemId }) => itemId)).not.toContain('deleted')
  })

  it('similar items are ranked by the field weights of the tenant', async () => {
    expect((await alike({ fieldWeights: { title: 10, text: 0.1 } }))[0]).toBe('titled')
    expect((await alike({ fieldWeights: { title: 0.1, text: 10 } }))[0]).toBe('described')
  })
})
