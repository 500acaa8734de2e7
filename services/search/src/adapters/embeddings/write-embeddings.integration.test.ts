import type { ItemLine } from '@inkling/contracts'
import { createDatabase, deleteItem, type Sql, saveItems } from '@inkling/database'
import { startEmbedder, testDatabase } from '@inkling/testing'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { embeddingsClient } from './embeddings-client.ts'
import { writeEmbeddings } from './write-embeddings.ts'

const { ownerUrl, roleUrl } = await testDatabase()
const database = createDatabase({ url: roleUrl('search'), applicationName: 'test', pool: 3 })
const owner = createDatabase({ url: ownerUrl, applicationName: 'test', pool: 1 })
const embedder = await startEmbedder()
beforeEach(() => {
  embedder.behave()
  embedder.asked.length = 0
})
afterAll(() => Promise.all([database.close(), owner.close(), embedder.stop()]))

const open = () =>
  embeddingsClient({ endpoint: { url: embedder.url, model: 'm' }, of: 'items', policy: { attemptTimeoutMs: 10_000 } })
const write = (tenantId: string, space = 'm', client = open()) =>
  writeEmbeddings(database.background(tenantId), { client, space })
const asTenant = <T>(tenantId: string, work: (sql: Sql) => Promise<T>) =>
  database.background(tenantId).transaction('test', work)
const save = (tenantId: string, ...items: ItemLine[]) => saveItems(database.background(tenantId), items)
const numbered = (count: number) => Array.from({ length: count }, (_, n) => ({ id: `${n}`, title: `Stone ${n}` }))
/** Lengths of what is held, by item. */
const held = async (tenantId: string, space = 'm') => {
  const rows = await asTenant(
    tenantId,
    (sql) => sql<{ id: string; length: number }[]>`
      select id, length(embedding) from catalog.item_embeddings where model = ${space} order by id`,
  )
  return Object.fromEntries(rows.map(({ id, length }) => [id, length]))
}
const texts = () => embedder.asked.flatMap(({ input }) => input)

describe('writeEmbeddings', () => {
  it('embeds the items of a tenant a page at a time, and returns whether items are left', async () => {
    await Promise.all([save('many', ...numbered(40)), save('other', { id: 'x', title: 'X' })])
    expect(await write('many')).toBe(true)
    expect(Object.keys(await held('many'))).toHaveLength(32)
    expect(await write('many')).toBe(false)
    expect(Object.values(await held('many'))).toEqual(Array(40).fill(64))
    expect(embedder.asked.map(({ input }) => input.length)).toEqual([32, 8])
    expect(await held('other')).toEqual({})
  })

  it('embeds only items whose text has changed, and removes the vectors of deleted items', async () => {
    await save(
      'changes',
      { id: 'a', title: 'Otter', text: 'swims' },
      { id: 'b', title: 'Badger' },
      { id: 'c', title: 'C' },
    )
    await write('changes')
    embedder.asked.length = 0
    await save(
      'changes',
      { id: 'a', title: 'Otter', text: 'dives', kind: 'k' },
      { id: 'b', title: 'Badger', kind: 'k' },
    )
    await deleteItem(database.background('changes'), 'c')
    expect(await write('changes')).toBe(false)
    expect(texts()).toEqual(['Otter\ndives'])
    expect(await held('changes')).toEqual({ a: 64, b: 64, c: 0 })
    await write('changes')
    expect(embedder.asked).toHaveLength(1)
  })

  it('stores nothing while the endpoint is unavailable, and continues later', async () => {
    await save('away', ...numbered(2))
    embedder.behave(() => ({ status: 429, body: '' }))
    await expect(write('away')).rejects.toMatchObject({ code: 'dependency_unavailable' })
    expect(await held('away')).toEqual({})
    embedder.behave()
    expect(await write('away')).toBe(false)
    expect(await held('away')).toEqual({ 0: 64, 1: 64 })
  })

  it('leaves a rejected text without an embedding, and embeds the others', async () => {
    await save('poison', { id: 'a', title: 'Otter' }, { id: 'b', title: 'Poison' }, { id: 'c', title: 'Badger' })
    embedder.behave((data, { input }) =>
      input.includes('Poison') ? { status: 400, body: '' } : { body: JSON.stringify({ data }) },
    )
    expect(await write('poison')).toBe(false)
    expect(await held('poison')).toEqual({ a: 64, b: 0, c: 64 })
  })

  it('stores nothing if the endpoint rejects every text', async () => {
    await save('refused', ...numbered(3))
    embedder.behave(() => ({ status: 400, body: '' }))
    await expect(write('refused')).rejects.toThrow('answered 400')
    expect(embedder.asked).toHaveLength(2)
    embedder.behave()
    await write('refused')
    expect(await held('refused')).toEqual({ 0: 64, 1: 64, 2: 64 })
  })

  it('lets one process at a time ask, until its claim ends', async () => {
    await save('claimed', ...numbered(2))
    const { promise: mayAnswer, resolve: answer } = Promise.withResolvers<void>()
    embedder.hold(mayAnswer)
    const first = write('claimed')
    await expect.poll(() => embedder.asked.length, { timeout: 10_000 }).toBe(1)
    expect(await write('claimed')).toBe(true)
    expect(embedder.asked).toHaveLength(1)
    await owner
      .background('claimed')
      .transaction('expire', (sql) => sql`update catalog.item_embeddings_progress set claimed_until = now()`)
    const second = write('claimed')
    await expect.poll(() => embedder.asked.length, { timeout: 10_000 }).toBe(2)
    answer()
    expect(await Promise.all([first, second])).toEqual([false, false])
    expect(await held('claimed')).toEqual({ 0: 64, 1: 64 })
  })

  it('embeds all items again for another model, and deletes a model unused for a day', async () => {
    await save('models', ...numbered(2))
    await write('models', 'old')
    await write('models', 'new')
    expect([await held('models', 'old'), await held('models', 'new')]).toEqual([
      { 0: 64, 1: 64 },
      { 0: 64, 1: 64 },
    ])
    await owner.background('models').transaction(
      'age',
      (sql) => sql`
      update catalog.item_embeddings_progress set claimed_until = now() - interval '2 days'
      where tenant_id = 'models' and model = 'old'`,
    )
    await write('models', 'new')
    expect([await held('models', 'old'), await held('models', 'new')]).toEqual([{}, { 0: 64, 1: 64 }])
    await write('models', 'old')
    expect(await held('models', 'old')).toEqual({ 0: 64, 1: 64 })
  })

  it('leaves nothing of a tenant that was erased while the endpoint worked', async () => {
    await save('erased', ...numbered(1))
    const { promise: mayAnswer, resolve: answer } = Promise.withResolvers<void>()
    embedder.hold(mayAnswer)
    const writing = write('erased')
    await expect.poll(() => embedder.asked.length, { timeout: 10_000 }).toBe(1)
    await owner.background('erased').transaction('erase', async (sql) => {
      await sql`delete from catalog.items where tenant_id = 'erased'`
      await sql`delete from catalog.item_embeddings_progress where tenant_id = 'erased'`
    })
    answer()
    expect(await writing).toBe(false)
    expect(await write('erased')).toBe(false)
    expect(await held('erased')).toEqual({})
    expect(await asTenant('erased', (sql) => sql`select from catalog.item_embeddings_progress`)).toHaveLength(0)
  })
})
