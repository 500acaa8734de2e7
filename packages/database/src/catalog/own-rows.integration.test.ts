import { testDatabase } from '@inkling/testing'
import { afterAll, expect, it } from 'vitest'
import { newEvent } from '../../test/new-event.ts'
import { leaves, newPair, on, rowsOf } from '../../test/two-tenants.ts'
import { insertEvents } from '../behaviour/events.ts'
import { createDatabase } from '../client/create-database.ts'
import type { TenantDatabase } from '../client/tenant-database.ts'
import { logStart } from '../tail/log-position.ts'
import { deleteExpired, readExpired } from './expired-items.ts'
import { hasItemsAfter } from './has-items-after.ts'
import {
  applyNextChanges,
  countItemChanges,
  forgetProposals,
  listItemChanges,
  proposeArchives,
  proposeMerges,
  undoNextChanges,
} from './item-changes.ts'
import { readItemAges, readItemContents } from './item-contents.ts'
import { claimEmbeddings, storeEmbeddings } from './item-embeddings.ts'
import { deleteDerivedOfExpired } from './item-removals.ts'
import { matchItems, writeItemWords } from './item-words.ts'
import { deleteItem, readItem, saveItems } from './items.ts'
import { uncountQueries } from './personal.ts'
import { presentSince } from './present-since.ts'
import { removeAllItems } from './remove-all-items.ts'
import { restoreItem } from './restore-item.ts'
import { catalogRetention } from './retention.ts'
import { addQueryCounts, listQueries } from './search-queries.ts'
import { readSearchSettings, saveSearchSettings } from './search-settings.ts'

// The superuser: row-level security does not help the statements.
const { ownerUrl } = await testDatabase()
const database = createDatabase({ url: ownerUrl, applicationName: 'test', pool: 2 })
afterAll(() => database.close())

const save = (tenant: TenantDatabase, ...ids: string[]) =>
  saveItems(
    tenant,
    ids.map((id) => ({ id, title: `${id} of ${tenant.tenantId}` })),
  )
const expire = (tenant: TenantDatabase, id: string) =>
  saveItems(tenant, [{ id, title: id, expiresAt: '2020-01-01T00:00:00Z' }])
const versionOf = async (tenant: TenantDatabase, id: string) => (await readItem(tenant, id))?.version ?? 0n

async function proposeMerge(tenant: TenantDatabase, run: string, itemId: string, survivorId: string): Promise<void> {
  const [version, survivorVersion] = [await versionOf(tenant, itemId), await versionOf(tenant, survivorId)]
  await proposeMerges(tenant, run, [{ itemId, version, survivorId, survivorVersion, similarity: 1 }])
}
const merge = async (tenant: TenantDatabase, run: string, itemId: string, survivorId: string) => {
  await proposeMerge(tenant, run, itemId, survivorId)
  expect((await applyNextChanges(tenant, run)).made).toBe(1)
}
/** As many changes as one batch holds, of items that come before all others. */
async function proposeMany(tenant: TenantDatabase, run: string): Promise<void> {
  const ids = Array.from({ length: 200 }, (_, n) => `a${n}`)
  await save(tenant, ...ids)
  const items = []
  for (const id of ids) items.push({ id, version: await versionOf(tenant, id) })
  await proposeArchives(tenant, run, items)
}

/** Does the work while another transaction has locked an item of a tenant. */
const whileLocked = (tenant: TenantDatabase, id: string, work: () => Promise<unknown>) =>
  on(tenant, async (sql) => {
    await sql`select from catalog.items where tenant_id = ${tenant.tenantId} and id = ${id} for update`
    return work()
  })

it('an id that another tenant has merged is an item of its own', async () => {
  const [one, other] = newPair(database)
  for (const tenant of [one, other]) await save(tenant, 'copy', 'main')
  await merge(other, 'run', 'copy', 'main')
  expect((await readItem(one, 'copy'))?.item.id).toBe('copy')
  expect((await readItem(other, 'copy'))?.item.id).toBe('main')
})

it('only the own expired items are counted and deleted', async () => {
  const [one, other] = newPair(database)
  await expire(one, 'old')
  await save(one, 'fresh')
  await expire(other, 'old')
  await expire(other, 'fresh')
  expect(await readExpired(one, 0, 9)).toMatchObject({ count: 1, samples: [{ id: 'old' }] })
  expect(await leaves(other, ['catalog.items'], () => deleteExpired(one, 0))).toBe(1)
  expect((await readItem(one, 'fresh'))?.item.id).toBe('fresh')
})

it('only own items count as changed', async () => {
  const [one, other] = newPair(database)
  await save(other, 'a')
  expect(await on(one, (sql) => hasItemsAfter(sql, one.tenantId, logStart))).toBe(false)
})

it('what a run proposes, counts, lists and forgets is of its tenant', async () => {
  const [one, other] = newPair(database)
  for (const tenant of [one, other]) await save(tenant, 'x', 'copy', 'main')
  await merge(other, 'before', 'x', 'copy')
  await proposeMerge(one, 'run', 'copy', 'main')
  await proposeMerge(other, 'run', 'copy', 'main')
  expect((await countItemChanges(one, 'run')).proposed).toBe(1)
  expect((await listItemChanges(one, 'run', '', 9)).map(({ itemId }) => itemId)).toEqual(['copy'])
  await leaves(other, ['catalog.item_changes'], () => forgetProposals(one, 'run'))
  expect((await countItemChanges(one, 'run')).proposed).toBe(0)
})

it('a run makes and undoes the changes of its tenant, whatever another one proposes, merges or locks', async () => {
  const [one, other] = newPair(database)
  for (const tenant of [one, other]) await save(tenant, 'x', 'y-copy', 'z-main')
  await merge(other, 'before', 'x', 'y-copy')
  await proposeMerge(one, 'run', 'y-copy', 'z-main')
  await proposeMerge(other, 'run', 'y-copy', 'z-main')
  await proposeMany(other, 'run')
  const applied = { made: 1, refused: 0, lastId: undefined }
  await leaves(other, ['catalog.items', 'catalog.item_changes'], () =>
    whileLocked(other, 'y-copy', async () => expect(await applyNextChanges(one, 'run')).toEqual(applied)),
  )
  expect((await readItem(one, 'y-copy'))?.item.id).toBe('z-main')
  while ((await applyNextChanges(other, 'run')).lastId !== undefined);
  await leaves(other, ['catalog.items', 'catalog.item_changes'], () =>
    whileLocked(other, 'y-copy', async () => expect(await undoNextChanges(one, 'run', '')).toEqual(applied)),
  )
  expect((await readItem(one, 'y-copy'))?.item.id).toBe('y-copy')
})

it('contents and ages are those of own items', async () => {
  const [one, other] = newPair(database)
  await save(one, 'a')
  for (const id of ['a', 'b']) await save(other, id)
  expect((await readItemContents(one, ['a', 'b'])).map(({ title }) => title)).toEqual([`a of ${one.tenantId}`])
  expect((await readItemAges(one)).map(({ id }) => id)).toEqual(['a'])
})

const embed = async (tenant: TenantDatabase, model: string, ids: readonly string[]) => {
  const claim = await claimEmbeddings(tenant, model, 100)
  const embeddings = ids.map((id) => ({ id, digest: Buffer.from('d'), embedding: Int8Array.of(1) }))
  if (claim) await storeEmbeddings(tenant, model, claim, embeddings)
}
const age = (tenant: TenantDatabase) =>
  on(
    tenant,
    (sql) => sql`
      update catalog.item_embeddings_progress set claimed_until = now() - interval '2 days'
      where tenant_id = ${tenant.tenantId}`,
  )

it('a tenant without items claims nothing to embed', async () => {
  const [one, other] = newPair(database)
  await save(other, 'a')
  expect(await claimEmbeddings(one, 'model', 100)).toEqual({ items: [], next: logStart })
})

it('the vectors of a model that a tenant has stopped to use leave those of another one', async () => {
  const [one, other] = newPair(database)
  for (const tenant of [one, other]) {
    await save(tenant, 'a')
    await embed(tenant, 'before', ['a'])
    await age(tenant)
  }
  await leaves(other, ['catalog.item_embeddings_progress', 'catalog.item_embeddings'], () => embed(one, 'now', ['a']))
  expect(await rowsOf(one, 'catalog.item_embeddings')).toHaveLength(1)
})

const wordsOf = () => [7]
const writeWords = (tenant: TenantDatabase) => writeItemWords(tenant, { maxCharacters: 100, wordsOf })
const match = async (tenant: TenantDatabase, besides: readonly string[] = []) => {
  const changed: string[] = []
  const pick = (items: readonly { readonly title: string }[]) => {
    changed.push(...items.map(({ title }) => title))
    return []
  }
  const { items } = await matchItems(tenant, { words: [7], maxCharacters: 100, pick, besides })
  return { found: items.map(({ title }) => title), changed }
}

it('words are written, matched and missing for own items alone', async () => {
  const [one, other] = newPair(database)
  const [own] = [`a of ${one.tenantId}`]
  await save(one, 'a')
  await save(other, 'a')
  await writeWords(other)
  expect(await match(one)).toEqual({ found: [], changed: [own] })
  await save(other, 'b')
  await writeWords(one)
  expect(await match(one)).toEqual({ found: [own], changed: [] })
  expect(await match(one, ['a', 'b'])).toEqual({ found: [own], changed: [] })
})

it('an item that has expired for another tenant keeps its words', async () => {
  const [one, other] = newPair(database)
  for (const tenant of [one, other]) {
    await save(tenant, 'a')
    await writeWords(tenant)
  }
  await expire(other, 'a')
  await leaves(one, ['catalog.item_words'], () => deleteDerivedOfExpired(one))
  await deleteDerivedOfExpired(other)
  expect(await rowsOf(other, 'catalog.item_words')).toEqual([])
})

it('a deleted item loses its words, and its vectors by models of its tenant', async () => {
  const [one, other] = newPair(database)
  for (const tenant of [one, other]) {
    await save(tenant, 'a')
    await writeWords(tenant)
    await embed(tenant, 'model', ['a'])
  }
  await on(one, (sql) => sql`delete from catalog.item_embeddings_progress where tenant_id = ${one.tenantId}`)
  await leaves(other, ['catalog.item_words', 'catalog.item_embeddings'], () =>
    leaves(one, ['catalog.item_embeddings'], () => deleteItem(one, 'a')),
  )
  expect(await rowsOf(one, 'catalog.item_words')).toEqual([])
})

it('the searches of a person are taken out of the counts of its tenant', async () => {
  const [one, other] = newPair(database)
  for (const tenant of [one, other])
    await addQueryCounts(
      tenant,
      ['shared', 'alone'].map((query) => ({ query, searches: 5, empty: 0 })),
    )
  const day = new Date().toISOString().slice(0, 10)
  const queries = [
    { query: 'shared', day, searches: 1, isShared: true },
    { query: 'alone', day, searches: 1, isShared: false },
  ]
  await leaves(other, ['catalog.search_queries'], () => on(one, (sql) => uncountQueries(sql, one.tenantId, queries)))
  expect(await rowsOf(one, 'catalog.search_queries')).toHaveLength(1)
})

it('settings of search and counts of queries are of their tenant', async () => {
  const [one, other] = newPair(database)
  await saveSearchSettings(other, { language: 'fr' })
  await addQueryCounts(other, [{ query: 'tea', searches: 1, empty: 0 }])
  expect(await listQueries(one, { onlyEmpty: false, limit: 9 })).toEqual([])
  const seen: unknown[] = []
  for (const language of ['de', 'es'] as const) {
    const replace = () => saveSearchSettings(one, { language }, (current) => void seen.push(current))
    await leaves(other, ['catalog.search_settings'], replace)
    expect(await readSearchSettings(one)).toEqual({ language })
  }
  expect(seen).toEqual([undefined, { language: 'de' }])
})

it('present are own items, and own aliases of own survivors', async () => {
  const [one, other] = newPair(database)
  const present = (tenant: TenantDatabase) =>
    on(tenant, async (sql) => {
      const rows = await sql<{ id: string }[]>`select id from (${presentSince(sql, tenant.tenantId)}) p order by id`
      return rows.map(({ id }) => id)
    })
  for (const tenant of [one, other]) {
    await save(tenant, 'copy', 'main')
    await merge(tenant, 'run', 'copy', 'main')
  }
  await save(other, 'more')
  expect(await present(one)).toEqual(['copy', 'main'])
  await deleteItem(one, 'main')
  expect(await present(one)).toEqual([])
  expect(await present(other)).toEqual(['copy', 'main', 'more'])
})

it('removing all items leaves those of another tenant and their vectors', async () => {
  const [one, other] = newPair(database)
  for (const tenant of [one, other]) {
    await save(tenant, 'a')
    await embed(tenant, 'model', ['a'])
  }
  await leaves(other, ['catalog.items', 'catalog.item_embeddings'], () =>
    on(one, (sql) => removeAllItems(sql, one.tenantId)),
  )
  expect(await readItem(one, 'a')).toBeUndefined()
})

it('restoring an archived item leaves the archived item of another tenant', async () => {
  const [one, other] = newPair(database)
  for (const tenant of [one, other]) {
    await save(tenant, 'a')
    await proposeArchives(tenant, 'run', [{ id: 'a', version: await versionOf(tenant, 'a') }])
    await applyNextChanges(tenant, 'run')
  }
  const { found } = await leaves(other, ['catalog.items'], () => restoreItem(one, 'a'))
  expect(found?.item.id).toBe('a')
})

it('an old tombstone goes with its vectors, unless events of its tenant name the item', async () => {
  const [one, other] = newPair(database)
  const rule = catalogRetention.find(({ table }) => table === 'catalog.items')
  const deleteOne = () =>
    on(one, (sql) => rule?.deleteBatch(sql, one.tenantId, sql`now() + interval '1 day'`, 1) ?? Promise.resolve(0))
  for (const tenant of [other, one]) {
    await save(tenant, 'a')
    await embed(tenant, 'model', ['a'])
    await deleteItem(tenant, 'a')
  }
  await insertEvents(other, [newEvent('e', { itemId: 'a' })])
  expect(await leaves(other, ['catalog.items', 'catalog.item_embeddings'], deleteOne)).toBe(1)
  expect(await rowsOf(one, 'catalog.item_embeddings')).toEqual([])
})
