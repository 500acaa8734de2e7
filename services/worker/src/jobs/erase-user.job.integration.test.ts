import { createHash } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { zstdDecompressSync } from 'node:zlib'
import {
  addErasures,
  createDatabase,
  insertEvents,
  type ListedErasure,
  type OpenErasure,
  reopenErasures,
  requestErasure,
  type Sql,
} from '@inkling/database'
import { erasureCodes } from '@inkling/service-kit'
import { testDatabase } from '@inkling/testing'
import { afterAll, beforeEach, expect, it } from 'vitest'
import { eraseArchivedUser } from '../adapters/archive/erase-archived-user.ts'
import { folderStore } from '../adapters/archive/folder-store.ts'
import { archiveJob } from './archive.job.ts'
import { eraseUserJob } from './erase-user.job.ts'

const { ownerUrl, roleUrl } = await testDatabase()
const database = createDatabase({ url: roleUrl('worker'), applicationName: 'test', pool: 3 })
const prediction = createDatabase({ url: roleUrl('prediction'), applicationName: 'test', pool: 1 })
const maintenance = createDatabase({ url: roleUrl('maintenance'), applicationName: 'test', pool: 1 })
const owner = createDatabase({ url: ownerUrl, applicationName: 'test', pool: 1 })
const folder = await mkdtemp(join(tmpdir(), 'inkling-erase-user-test-'))
afterAll(async () => {
  await Promise.all([database, prediction, maintenance, owner].map((each) => each.close()))
  await rm(folder, { recursive: true })
})

const codes = erasureCodes({ SIGNING_SECRET: 'a secret of the test' })
const zora = codes.userCode('shop', 'zora')
const store = folderStore(folder)
const signal = new AbortController().signal
const context = { signal, onProgress: () => {} }
const listed: ListedErasure[] = []
const told: string[] = []
const rebuilt: string[] = []
/** Makes the next attempt end after the rows are gone, as if the worker was killed. */
let isKilled = false
const job = eraseUserJob({
  ...{ database, databaseUrl: roleUrl('worker'), codes },
  list: { add: async (erasures) => void listed.push(...erasures) },
  eraseArchived: (tenantId: string, erasure: OpenErasure, userId: string) =>
    eraseArchivedUser({ database, store, signal }, tenantId, erasure, userId),
  async forget(tenantId) {
    if (isKilled) throw new Error('killed')
    told.push(tenantId)
  },
  rebuild: async (tenantId) => void rebuilt.push(tenantId),
})
const erase = (userCode?: string) => job({ tenantId: 'shop', runId: 'op_1', ...(userCode && { userCode }) }, context)
const request = (userId = 'zora') =>
  requestErasure(maintenance.background('shop'), codes.userCode('shop', userId), userId)

const look = <T>(work: (sql: Sql) => Promise<T>) => owner.platform({ name: 'look' }, work)
/** By table, how many rows of all tenants hold a text anywhere. */
const found = (text: string) =>
  look(async (sql) => {
    const tables = await sql<{ name: string }[]>`
      select c.oid::regclass::text as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where c.relkind in ('r', 'p') and not c.relispartition
        and nspname in ('control', 'catalog', 'behaviour', 'learning', 'operations') order by 1`
    const rows: Record<string, number> = {}
    for (const { name } of tables) {
      const [row] = await sql<{ rows: number }[]>`
        select count(*)::int as rows from ${sql(name)} t where t::text like ${`%${text}%`}`
      if (row?.rows) rows[name] = row.rows
    }
    return rows
  })

const event = (id: string, own: object = {}) => ({
  ...{ id, hasOwnId: true, type: 'view', userId: 'zora', itemId: 'a', occurredAt: '2024-01-05T00:00:00Z' },
  ...own,
})
async function fill(tenantId: string) {
  await look(async (sql) => {
    await sql`insert into control.tenants (id, name, plan) values (${tenantId}, 'T', 'starter')`
    for (const user of ['zora', 'bob']) {
      await sql`insert into learning.receipts (tenant_id, id, kind, user_id, item_ids, scores, epoch, query)
        values (${tenantId}, ${`rcp_${user}`}, 'search', ${user}, '{a}', '{1}', 1, 'tea'),
          (${tenantId}, ${`rcp2_${user}`}, 'search', ${user}, '{}', '{}', 1, ${`of ${user}`})`
      await sql`insert into learning.feedback (tenant_id, receipt_id, item_id, signal, occurred_at, user_id)
        values (${tenantId}, ${`rcp_${user}`}, 'a', 'click', now(), ${user})`
      await sql`insert into learning.experiment_units
          (tenant_id, experiment_id, unit, variant, first_at, answers, failures, took_ms, control_clicks,
           treatment_clicks)
        values (${tenantId}, 'x', ${`user ${user}`}, 'control', now(), 1, 0, 1, 0, 0)`
      await sql`insert into catalog.search_queries (tenant_id, query, day, searches, empty)
        values (${tenantId}, ${`of ${user}`}, (now() at time zone 'utc')::date, 1, 1)`
    }
    await sql`insert into catalog.search_queries (tenant_id, query, day, searches, empty)
      values (${tenantId}, 'tea', (now() at time zone 'utc')::date, 2, 0)`
    await sql`insert into learning.states (tenant_id, format, snapshot, xid, seq, cases, state)
      values (${tenantId}, 1, 0, '3', 0, 7, '{}')`
    await sql`insert into learning.rankers (tenant_id, scenario, weights, feedback_xid, feedback_seq)
      values (${tenantId}, '', '{"of": "zora"}', '700', 3)`
    await sql`insert into operations.transfer_parts (tenant_id, transfer_id, part, lines)
      values (${tenantId}, 'op', 0, 'of zora')`
  })
  await insertEvents(prediction.background(tenantId), [
    event('zora-1'),
    event('zora-2', { sessionId: 'phone', occurredAt: '2024-02-05T00:00:00Z' }),
    event('phone', { userId: undefined, sessionId: 'phone', occurredAt: '2024-02-06T00:00:00Z' }),
    event('bob-1', { userId: 'bob' }),
    event('other', { userId: undefined, sessionId: 'desk' }),
  ])
}

beforeEach(async () => {
  isKilled = false
  listed.length = 0
  told.length = 0
  rebuilt.length = 0
  await look(async (sql) => {
    const tables = await sql<{ name: string }[]>`
      select c.oid::regclass::text as name from pg_class c join pg_attribute a on a.attrelid = c.oid
      where a.attname = 'tenant_id' and c.relkind in ('r', 'p') and not c.relispartition`
    for (const { name } of tables) await sql`delete from ${sql(name)}`
    await sql`delete from control.tenants`
  })
  for (const tenantId of ['shop', 'other']) await fill(tenantId)
})

it('an erased user is in no row of any table, and everybody else is as before', async () => {
  const before = await found('bob')
  await request()
  expect(await erase(zora)).toMatchObject({
    ...{ version: 1, tenantId: 'shop', userCode: zora },
    removed: {
      ...{ 'behaviour.events': 3, 'behaviour.event_ids': 3, 'learning.receipts': 2, 'learning.feedback': 1 },
      ...{ 'learning.experiment_units': 1, 'catalog.search_queries': 2, 'operations.transfer_parts': 1 },
    },
  })
  const ofOther = await look(
    (sql) => sql<{ rows: number }[]>`
    select count(*)::int as rows from behaviour.events where tenant_id = 'other'`,
  )
  expect(ofOther).toEqual([{ rows: 5 }])
  await look((sql) => sql`delete from control.tenants where id = 'other'`)
  await look(async (sql) => {
    for (const table of [
      'behaviour.events',
      'behaviour.event_ids',
      'learning.receipts',
      'learning.feedback',
      'learning.experiment_units',
      'catalog.search_queries',
      'learning.rankers',
      'operations.transfer_parts',
    ])
      await sql`delete from ${sql(table)} where tenant_id = 'other'`
  })
  expect(await found('zora')).toEqual({})
  expect(await found('phone')).toEqual({})
  const after = await found('bob')
  for (const [table, rows] of Object.entries(before)) expect([table, after[table]]).toEqual([table, rows / 2])
  const queries = await look((sql) => sql`select query, searches::int from catalog.search_queries order by query`)
  expect(queries).toEqual([
    { query: 'of bob', searches: 1 },
    { query: 'tea', searches: 1 },
  ])
})

it('what was learned is forgotten: models are built again, and feedback teaches again and counts no second time', async () => {
  await request()
  await erase(zora)
  const states = await look((sql) => sql`select tenant_id from learning.states`)
  expect(states).toEqual([{ tenant_id: 'other' }])
  const snapshots = await look(
    (sql) => sql`
    select kind, size_bytes::int as bytes from behaviour.snapshots where tenant_id = 'shop' order by kind`,
  )
  expect(snapshots).toEqual([
    { kind: 'next-item', bytes: 0 },
    { kind: 'search', bytes: 0 },
  ])
  const rankers = await look(
    (sql) => sql`
    select weights, cases::int, feedback_xid::text as "from", counted_xid::text as counted, counted_seq::int as seq
    from learning.rankers where tenant_id = 'shop'`,
  )
  expect(rankers).toEqual([{ weights: {}, cases: 0, from: '1', counted: '700', seq: 3 }])
})

it('an erasure whose worker was killed is finished by the next attempt, with the counts of both', async () => {
  await request()
  isKilled = true
  await expect(erase(zora)).rejects.toThrow('killed')
  isKilled = false
  const receipt = await erase(zora)
  expect(receipt).toMatchObject({ removed: { 'behaviour.events': 3, 'learning.receipts': 2 } })
  expect(told).toEqual(['shop', 'shop'])
  expect(rebuilt).toEqual(['shop', 'shop'])
  expect(await erase(zora)).toEqual(receipt)
})

it('a receipt is genuine until a character of it is changed', async () => {
  await request()
  const receipt = await erase(zora)
  if (!('signature' in receipt)) throw new Error('no receipt')
  expect(codes.isGenuine(receipt)).toBe(true)
  expect(codes.isGenuine({ ...receipt, removed: { ...receipt.removed, 'behaviour.events': 2 } })).toBe(false)
  expect(codes.isGenuine({ ...receipt, signature: createHash('sha256').digest('hex') })).toBe(false)
  expect(erasureCodes({ SIGNING_SECRET: 'another' }).isGenuine(receipt)).toBe(false)
})

it('what comes after the request stays, also when the user is erased again because old data was brought back', async () => {
  await request()
  await insertEvents(prediction.background('shop'), [event('new', { itemId: 'b' })])
  await erase(zora)
  const items = () =>
    look((sql) => sql`select item_id from behaviour.events where tenant_id = 'shop' and user_id = 'zora'`)
  expect(await items()).toEqual([{ item_id: 'b' }])
  await look(
    (sql) => sql`
    insert into behaviour.events (tenant_id, id, type, user_id, item_id, occurred_at, received_at)
    values ('shop', 'back', 'view', 'zora', 'a', now(), now() - interval '1 hour')`,
  )
  await look((sql) => sql`delete from behaviour.events where tenant_id = 'shop' and item_id = 'none'`)
  await database.background('shop').transaction('test', (sql) => reopenErasures(sql, 'shop'))
  expect(await erase()).toEqual({ users: 1 })
  expect(await items()).toEqual([{ item_id: 'b' }])
})

it('a list that was kept elsewhere erases those whom a restored database does not know as erased', async () => {
  await request()
  await erase(zora)
  expect(listed).toMatchObject([{ tenantId: 'shop', userCode: zora }])
  await look((sql) => sql`delete from control.erasures`)
  await look(
    (sql) => sql`
    insert into behaviour.events (tenant_id, id, type, user_id, item_id, occurred_at, received_at)
    values ('shop', 'back', 'view', 'zora', 'a', now(), now() - interval '1 hour')`,
  )
  expect(await addErasures(database.background('shop'), listed)).toBe(1)
  expect(await addErasures(database.background('shop'), listed)).toBe(0)
  expect(await erase()).toEqual({ users: 1 })
  expect(await look((sql) => sql`select from behaviour.events where tenant_id = 'shop' and user_id = 'zora'`)).toEqual(
    [],
  )
})

it('removes the events of a user from the archive, and leaves those of all others in it', async () => {
  await archiveJob(database, { store, afterDays: undefined })({ months: ['2024-01', '2024-02'] }, { signal })
  await request()
  expect(await erase(zora)).toMatchObject({ removed: { archive: 3 } })
  const files = (await readdir(join(folder, 'events/shop'), { recursive: true })).filter((name) => name.endsWith('zst'))
  expect(files).toHaveLength(1)
  const text = zstdDecompressSync(await readFile(join(folder, 'events/shop', files[0] ?? ''))).toString()
  expect(text.split('\n').flatMap((line) => (line ? [JSON.parse(line).id] : []))).toEqual(['bob-1', 'other'])
  const archives = await look(
    (sql) => sql`
    select month::text, events::int from behaviour.archives where tenant_id = 'shop'`,
  )
  expect(archives).toEqual([{ month: '2024-01-01', events: 2 }])
})
