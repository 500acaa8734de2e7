import { snapshotKinds } from '@inkling/contracts'
import { testDatabase } from '@inkling/testing'
import { afterAll, expect, it } from 'vitest'
import { newEvent } from '../../test/new-event.ts'
import { leaves, newPair, on, rowsOf } from '../../test/two-tenants.ts'
import { createDatabase } from '../client/create-database.ts'
import type { TenantDatabase } from '../client/tenant-database.ts'
import { logStart } from '../tail/log-position.ts'
import { recordArchive } from './archives.ts'
import { countEvents, hasEventsSince, insertEvents, readAllEvents, readEventsAfter } from './events.ts'
import { hasEvents } from './has-events.ts'
import { causedUses } from './item-uses.ts'
import { deleteSnapshots, eraseEvents } from './personal.ts'
import { behaviourRetention } from './retention.ts'
import { readNewestSnapshot, readSnapshotAge, readSnapshotHead, storeSnapshot } from './snapshots.ts'

// The superuser: row-level security does not help the statements.
const { ownerUrl } = await testDatabase()
const database = createDatabase({ url: ownerUrl, applicationName: 'test', pool: 2 })
afterAll(() => database.close())

const insert = (tenant: TenantDatabase, id: string) =>
  insertEvents(tenant, [newEvent(id, { userId: 'ann', receiptId: 'r', itemId: `item-${id}` })])
const latest = 2n ** 63n

it('events are read and counted for their tenant alone', async () => {
  const [one, other] = newPair(database)
  for (const id of ['e', 'f']) await insert(other, id)
  const { transactionId } = await insert(one, 'e')
  const ids = ['item-e']
  expect((await readEventsAfter(one, logStart)).changes.map(({ itemId }) => itemId)).toEqual(ids)
  const all = []
  for await (const page of readAllEvents(one, latest)) all.push(...page)
  expect(all.map(({ itemId }) => itemId)).toEqual(ids)
  expect(await countEvents(one)).toBe(1)
  expect([await hasEventsSince(one, 0n, 1), await hasEventsSince(one, 0n, 2)]).toEqual([true, false])
  await insert(other, 'g')
  expect(await hasEventsSince(one, transactionId + 1n, 1)).toBe(false)
  const caused = await on(
    one,
    (sql) => sql<{ item_id: string }[]>`select item_id from (${causedUses(sql, one.tenantId, 1)}) c`,
  )
  expect(caused.map(({ item_id }) => item_id)).toEqual(ids)
})

it('a tenant without events has none, whether another one has them in the table or in the archive', async () => {
  const [one, other] = newPair(database)
  const times = { firstAt: '2020-05-01T00:00:00Z', lastAt: '2020-05-02T00:00:00Z' }
  await insert(other, 'e')
  await recordArchive(other, { month: '2020-05', object: 'o', events: 1, sizeBytes: 1, ...times })
  expect(await on(one, (sql) => hasEvents(sql, one.tenantId))).toBe(false)
})

it('the events of a user are erased for their tenant alone, and the ids of these events alone are forgotten', async () => {
  const [one, other] = newPair(database)
  for (const tenant of [one, other]) await insert(tenant, 'e')
  const person = { userId: 'ann', sessions: [], until: new Date(Date.now() + 60_000).toISOString() }
  const erased = await leaves(other, ['behaviour.events', 'behaviour.event_ids'], () =>
    on(one, (sql) => eraseEvents(sql, one.tenantId, person)),
  )
  expect(erased).toEqual({ 'behaviour.events': 1, 'behaviour.event_ids': 1 })
})

it('old events go one batch at a time, whatever another tenant has, and their ids with them', async () => {
  const [one, other] = newPair(database)
  for (const tenant of [other, one]) await insert(tenant, 'e')
  const [rule] = behaviourRetention
  const deleteOne = () =>
    on(one, (sql) => rule?.deleteBatch(sql, one.tenantId, sql`now() + interval '1 day'`, 1) ?? Promise.resolve(0))
  expect(await leaves(other, ['behaviour.events', 'behaviour.event_ids'], deleteOne)).toBe(1)
  expect(await rowsOf(one, 'behaviour.event_ids')).toEqual([])
})

const kind = snapshotKinds.nextItem
const bytes = (text: string) => Buffer.from(text)
const store = (tenant: TenantDatabase, text: string, horizon: bigint, isKept = false) =>
  storeSnapshot(tenant, { kind, horizon, body: bytes(text), stats: {}, isKept })
const snapshots = ['behaviour.snapshots', 'behaviour.snapshot_parts']

it('a snapshot is read from the rows of its tenant, whatever newer ones another tenant has', async () => {
  const [one, other] = newPair(database)
  const trained = await store(one, 'trained', 1n)
  await store(one, 'kept', 2n, true)
  for (const horizon of [8n, 9n]) await store(other, 'other', horizon)
  expect(await readNewestSnapshot(one, kind)).toMatchObject({ version: trained, horizon: 2n })
  expect(bytes('kept').equals((await readNewestSnapshot(one, kind))?.body ?? bytes(''))).toBe(true)
  expect(String(Buffer.from((await readSnapshotHead(one, kind)) ?? []))).toBe('kept')
  expect((await readSnapshotAge(one, kind))?.horizon).toBe(2n)
})

it('a part of another tenant that has the same version is no part of a snapshot', async () => {
  const [other, one] = newPair(database)
  const version = await store(one, 'own', 1n)
  await on(
    other,
    (sql) => sql`
      insert into behaviour.snapshot_parts (tenant_id, kind, version, part, body)
      values (${other.tenantId}, ${kind}, ${version}, 0, ${bytes('other')})`,
  )
  // In the table, too, the own part now stands behind the other one.
  await on(one, (sql) => sql`update behaviour.snapshot_parts set body = body where tenant_id = ${one.tenantId}`)
  expect(String(Buffer.from((await readNewestSnapshot(one, kind))?.body ?? []))).toBe('own')
  expect(String(Buffer.from((await readSnapshotHead(one, kind)) ?? []))).toBe('own')
})

it('storing a snapshot deletes the own old ones and orphans, and keeps the own newest ones', async () => {
  const [one, other] = newPair(database)
  await store(other, 'trained', 1n)
  for (const horizon of [2n, 3n, 4n, 5n]) await store(other, 'kept', horizon, true)
  const trained = await store(one, 'trained', 1n)
  await store(other, 'trained', 9n)
  await on(
    other,
    (sql) => sql`
      insert into behaviour.snapshot_parts (tenant_id, kind, version, part, body)
      values (${other.tenantId}, ${kind}, 0, 0, ${bytes('orphan')})`,
  )
  await leaves(other, snapshots, async () => {
    for (const horizon of [2n, 3n, 4n, 5n]) await store(one, 'kept', horizon, true)
  })
  expect((await readNewestSnapshot(one, kind))?.version).toBe(trained)
  expect(await rowsOf(one, 'behaviour.snapshots')).toHaveLength(4)
  expect(await rowsOf(one, 'behaviour.snapshot_parts')).toHaveLength(4)
})

it('snapshots are deleted for their tenant alone', async () => {
  const [one, other] = newPair(database)
  for (const tenant of [one, other]) await store(tenant, 'body', 1n)
  await leaves(other, snapshots, () => on(one, (sql) => deleteSnapshots(sql, one.tenantId)))
  expect(await readNewestSnapshot(one, kind)).toBeUndefined()
})
