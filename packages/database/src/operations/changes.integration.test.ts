import { testDatabase } from '@inkling/testing'
import { afterAll, beforeEach, expect, it } from 'vitest'
import { newEvent } from '../../test/new-event.ts'
import { insertEvents } from '../behaviour/events.ts'
import { storeSnapshot } from '../behaviour/snapshots.ts'
import { deleteItem, saveItems } from '../catalog/items.ts'
import { createDatabase } from '../client/create-database.ts'
import { pruneChanges, readChangedTenants } from './changes.ts'

const { ownerUrl, roleUrl } = await testDatabase()
const open = (url: string) => createDatabase({ url, applicationName: 'test', pool: 4 })
const [prediction, search] = [open(roleUrl('prediction')), open(roleUrl('search'))]
const [worker, owner] = [open(roleUrl('worker')), open(ownerUrl)]
afterAll(() => Promise.all([prediction, search, worker, owner].map((each) => each.close())))

/** Where the next range begins. */
let since = 0n
beforeEach(async () => {
  since = (await readChangedTenants(prediction, 0n)).horizon
})

const postEvents = (tenantId: string) => insertEvents(prediction.background(tenantId), [newEvent('e')])
const changed = async (from = since) =>
  (await readChangedTenants(prediction, from)).changed.map(({ topic, tenantId }) => `${topic} ${tenantId}`).toSorted()

it('tells who changed and what, once for each kind of change', async () => {
  await postEvents('shop')
  await postEvents('shop')
  await saveItems(search.background('shop'), [{ id: 'tea', title: 'Tea' }])
  for (const kind of ['next-item', 'search'] as const)
    await storeSnapshot(worker.background('shop'), { kind, horizon: 1n, body: Buffer.from('m'), stats: {} })
  expect(await changed()).toEqual(['events shop', 'items shop', 'search-snapshots shop', 'snapshots shop'])
})

it('tells of an item that is replaced, changed or deleted', async () => {
  await saveItems(search.background('shop'), [{ id: 'cup', title: 'Cup' }])
  for (const write of [
    () => saveItems(search.background('shop'), [{ id: 'cup', title: 'A cup' }]),
    () => deleteItem(search.background('shop'), 'cup'),
  ]) {
    since = (await readChangedTenants(search, since)).horizon
    await write()
    expect(await changed()).toContain('items shop')
  }
})

it('tells nothing twice, and nothing when nothing changed', async () => {
  await postEvents('once')
  const { horizon } = await readChangedTenants(prediction, since)
  expect(await changed(horizon)).toEqual([])
})

it('skips no transaction that commits late', async () => {
  const { promise: committed, resolve: commit } = Promise.withResolvers<void>()
  const { promise: written, resolve: wrote } = Promise.withResolvers<void>()
  const late = prediction.background('late').transaction('late', async (sql) => {
    await sql`
      insert into behaviour.events (tenant_id, id, type, session_id, item_id, occurred_at)
      values ('late', 'e', 'view', 's', 'i', now())`
    wrote()
    await committed
  })
  await written
  await postEvents('early')
  const { horizon, changed: before } = await readChangedTenants(prediction, since)
  expect(before).toEqual([])
  commit()
  await late
  expect(await changed(horizon)).toEqual(['events early', 'events late'])
})

it('forgets the changes of transactions that ended ten minutes ago, and no others', async () => {
  await postEvents('old')
  await pruneChanges(prediction)
  await owner.platform(
    { name: 'age' },
    (sql) => sql`update operations.change_horizons set seen_at = now() - interval '11 minutes'`,
  )
  await postEvents('young')
  await pruneChanges(search)
  expect(await changed()).toEqual(['events young'])
})

it.each([['prediction'], ['search'], ['gateway'], ['worker']] as const)(
  'the role of %s cannot read the rows of other tenants directly',
  async (service) => {
    const database = open(roleUrl(service))
    const read = database.background('spy').transaction('spy', (sql) => sql`select * from operations.changes`)
    await expect(read).rejects.toThrow(/permission denied/)
    await database.close()
  },
)

it('outlives a crash of Postgres, which empties unlogged tables', async () => {
  const [table] = await owner.platform(
    { name: 'look' },
    (sql) => sql<{ logged: boolean }[]>`
      select relpersistence = 'p' as logged from pg_class where oid = 'operations.changes'::regclass`,
  )
  expect(table).toEqual({ logged: true })
})
