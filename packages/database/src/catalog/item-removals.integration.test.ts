import { testDatabase } from '@inkling/testing'
import postgres from 'postgres'
import { afterAll, expect, it } from 'vitest'
import { createDatabase } from '../client/create-database.ts'
import { logStart } from '../tail/log-position.ts'
import { claimEmbeddings, readEmbeddingsAfter, storeEmbeddings } from './item-embeddings.ts'
import { deleteDerivedOfExpired } from './item-removals.ts'
import { writeItemWords } from './item-words.ts'
import { deleteItem, saveItems } from './items.ts'

const { ownerUrl, roleUrl } = await testDatabase()
const owner = postgres(ownerUrl, { max: 1 })
const database = createDatabase({ url: roleUrl('search'), applicationName: 'test', pool: 3 })
const worker = createDatabase({ url: roleUrl('worker'), applicationName: 'test', pool: 1 })
afterAll(() => Promise.all([database.close(), worker.close(), owner.end()]))

const secret = 'confidential'
const save = (tenantId: string, id: string, own = {}) =>
  saveItems(database.background(tenantId), [
    {
      id,
      title: secret,
      text: secret,
      kind: secret,
      tags: [secret],
      attributes: { secret },
      url: `/${secret}`,
      ...own,
    },
  ])
const writeWords = (tenantId: string) =>
  writeItemWords(database.background(tenantId), { maxCharacters: 100, wordsOf: () => [7] })

/** Claims the items that changed, does something, and stores an embedding of each that was not removed. */
async function embed(tenantId: string, meanwhile: () => Promise<unknown> = async () => {}) {
  const tenant = database.background(tenantId)
  const claim = await claimEmbeddings(tenant, 'space', 100)
  if (!claim) throw new Error('claimed by another process')
  await meanwhile()
  const embedding = Int8Array.of(1, 2)
  const present = claim.items.filter(({ is_removed }) => !is_removed)
  await storeEmbeddings(
    tenant,
    'space',
    claim,
    present.map(({ id }) => ({ id, digest: Buffer.from('digest'), embedding })),
  )
}

/** What is stored of the words and embeddings of a tenant's items, by id. */
const derived = async (tenantId: string) => {
  const words = await owner<{ id: string }[]>`
    select id from catalog.item_words where tenant_id = ${tenantId} order by id`
  const { changes } = await readEmbeddingsAfter(database.background(tenantId), 'space', logStart)
  const embedded = changes.filter(({ embedding }) => embedding.length > 0).map(({ id }) => id)
  return { words: words.map(({ id }) => id), embedded: embedded.toSorted() }
}

it('a deletion takes the words and the embedding of the item with it, in its own transaction', async () => {
  for (const id of ['kept', 'deleted']) await save('at once', id)
  await writeWords('at once')
  await embed('at once')
  const before = { words: ['deleted', 'kept'], embedded: ['deleted', 'kept'] }
  expect(await derived('at once')).toEqual(before)
  await deleteItem(database.background('at once'), 'deleted')
  expect(await derived('at once')).toEqual({ words: ['kept'], embedded: ['kept'] })
})

it('nothing of a deleted item’s content is left in its row', async () => {
  await save('content', 'deleted', { expiresAt: '2099-01-01T00:00:00Z' })
  await deleteItem(database.background('content'), 'deleted')
  const [row] = await database
    .background('content')
    .transaction('test', (sql) => sql<{ row: string }[]>`select row_to_json(i)::text as row from catalog.items i`)
  expect(row?.row).toContain('deleted')
  expect(row?.row).not.toContain(secret)
})

it('an embedding that comes after the deletion of its item is not stored', async () => {
  await save('late', 'deleted')
  await embed('late', () => deleteItem(database.background('late'), 'deleted'))
  expect((await derived('late')).embedded).toEqual([])
})

it('an item that is written as expired loses its words and is not embedded', async () => {
  await save('written', 'expired')
  await writeWords('written')
  await save('written', 'expired', { expiresAt: '2020-01-01T00:00:00Z' })
  await writeWords('written')
  await embed('written')
  expect(await derived('written')).toEqual({ words: [], embedded: [] })
})

it('the words and embeddings of items that expired in the meantime are deleted, and come back with the item', async () => {
  const expiresAt = new Date(Date.now() + 300).toISOString()
  await save('meantime', 'kept')
  await save('meantime', 'expired', { expiresAt })
  await writeWords('meantime')
  await embed('meantime')
  expect(await derived('meantime')).toEqual({ words: ['expired', 'kept'], embedded: ['expired', 'kept'] })
  await expect
    .poll(() => deleteDerivedOfExpired(worker.background('meantime')).then(() => derived('meantime')))
    .toEqual({
      words: ['kept'],
      embedded: ['kept'],
    })
  await save('meantime', 'expired')
  await writeWords('meantime')
  await embed('meantime')
  expect(await derived('meantime')).toEqual({ words: ['expired', 'kept'], embedded: ['expired', 'kept'] })
})
