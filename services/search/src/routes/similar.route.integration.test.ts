import { calls } from '@inkling/contracts'
import { createDatabase, saveItems } from '@inkling/database'
import { Deadline } from '@inkling/resilience'
import { createServer, signedRequests, Upstream } from '@inkling/service-kit'
import { createLogger } from '@inkling/telemetry'
import { testDatabase } from '@inkling/testing'
import { afterAll, describe, expect, it } from 'vitest'
import { items } from '../use-cases/items.ts'
import { similarRoute } from './similar.route.ts'

const secret = 'a secret of at least 32 characters'
const { roleUrl } = await testDatabase()
const database = createDatabase({ url: roleUrl('search'), applicationName: 'test', pool: 2 })
const app = createServer({ logger: createLogger({ service: 'test', level: 'silent' }) })
await app.register(signedRequests, { secret })
await app.register(similarRoute, {
  items: items(database, () => {}),
  loadWaitMs: 0,
  residentWithin: async () => undefined,
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
