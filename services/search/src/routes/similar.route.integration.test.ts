import { calls } from '@inkling/contracts'
import { createDatabase } from '@inkling/database'
import { Deadline } from '@inkling/resilience'
import { createServer, signedRequests, Upstream } from '@inkling/service-kit'
import { createLogger } from '@inkling/telemetry'
import { testDatabase } from '@inkling/testing'
import { afterAll, describe, expect, it } from 'vitest'
import { saveItems } from '../adapters/item-store.ts'
import { similarRoute } from './similar.route.ts'

const secret = 'a secret of at least 32 characters'
const { roleUrl } = await testDatabase()
const database = createDatabase({ url: roleUrl('search'), applicationName: 'test', pool: 2 })
const app = createServer({ logger: createLogger({ service: 'test', level: 'silent' }) })
await app.register(signedRequests, { secret })
await app.register(similarRoute, { database, loadWaitMs: 0, models: { getWithin: async () => undefined } })
const search = new Upstream({ name: 'search', url: await app.listen({ host: '127.0.0.1', port: 0 }), secret })
afterAll(async () => {
  await search.close()
  await app.close()
  await database.close()
})
const caller = () => ({ principal: { tenantId: 'acme', keyId: 'key', scopes: [] }, deadline: new Deadline(5_000) })

describe('while the index is not in memory', () => {
  it('likeness is refused for the moment', async () => {
    const asking = search.call(calls.similarItems, { body: { text: 'tea' } }, caller())
    await expect(asking).rejects.toMatchObject({ code: 'dependency_unavailable' })
  })

  it('items are looked up all the same: those of the tenant that there are, that pass, and without their texts', async () => {
    const items = [
      { id: 'tea', title: 'Tea', text: 'Leaves.', kind: 'drink', attributes: { price: 3 } },
      { id: 'pot', title: 'Pot', kind: 'ware' },
      { id: 'stale', title: 'Stale', kind: 'drink', expiresAt: '2020-01-01T00:00:00.000Z' },
    ]
    await database.tenant('acme', { name: 'save' }, (sql) => saveItems(sql, 'acme', items))
    await database.tenant('other', { name: 'save' }, (sql) => saveItems(sql, 'other', [{ id: 'theirs', title: 'X' }]))
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
