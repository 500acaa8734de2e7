import { testDatabase } from '@inkling/testing'
import postgres, { type Sql } from 'postgres'
import { afterAll, expect, it } from 'vitest'
import { createDatabase } from '../client/create-database.ts'
import { type ReplaceOptions, replaceTenant } from './replace-tenant.ts'

/** The database that is served, and one that was restored to an earlier time. */
const [live, restored] = [await testDatabase(), await testDatabase()]
const sql = postgres(live.ownerUrl, { max: 1, onnotice: () => undefined })
const earlier = postgres(restored.ownerUrl, { max: 1, onnotice: () => undefined })
afterAll(() => Promise.all([sql.end(), earlier.end()]))

/** On connections of its own, as each restore has them. */
async function replace(options: Partial<ReplaceOptions> = {}) {
  const open = ({ ownerUrl: url }: typeof live) =>
    createDatabase({ url, applicationName: 'test', pool: 1, policy: { retries: 0 } })
  const [to, from] = [open(live), open(restored)]
  return replaceTenant(to, from, { tenantId: 'shop', as: 'shop', withoutUsers: [], ...options }).finally(() =>
    Promise.all([to.close(), from.close()]),
  )
}

async function fill(database: Sql, tenantId: string) {
  await database`insert into control.tenants (id, name, plan) values (${tenantId}, 'Of then', 'starter')`
  await database`insert into catalog.items (tenant_id, id, title, text, tags)
    values (${tenantId}, 'lamp', 'Lamp', E'gives\tlight\n', '{a,"b c"}'), (${tenantId}, 'oak', 'Table', null, '{}')`
  await database`insert into behaviour.events
      (tenant_id, id, type, user_id, session_id, item_id, occurred_at, context)
    select ${tenantId}, 'e' || n, 'view', case n % 2 when 0 then 'ann' else 'bob' end, 's' || n / 2,
      case n % 2 when 0 then 'lamp' else 'oak' end, now() - interval '1 minute' * n, '{"a": "\\\\"}'
    from generate_series(1, 40) n`
  await database`insert into behaviour.event_ids (tenant_id, id) select tenant_id, id from behaviour.events
    where tenant_id = ${tenantId}`
  await database`insert into learning.receipts (tenant_id, id, kind, user_id, item_ids, scores, epoch)
    values (${tenantId}, 'rcp', 'search', 'ann', '{lamp}', '{1}', 1)`
  await database`insert into learning.feedback (tenant_id, receipt_id, item_id, signal, occurred_at)
    values (${tenantId}, 'rcp', 'lamp', 'click', now())`
  await database`insert into learning.states (tenant_id, format, snapshot, xid, seq, cases, state)
    values (${tenantId}, 1, 0, '3', 0, 7, '{}')`
  await database`insert into catalog.search_settings (tenant_id, settings) values (${tenantId}, '{"language": "de"}')`
  // Longer than a stream holds, and the last of its table.
  await database`insert into catalog.item_embeddings (tenant_id, model, id, digest, embedding)
    values (${tenantId}, 'm', 'lamp', 'd', decode(repeat('02', 200000), 'hex'))`
}

/** What a tenant has, as others see it: without the tombstones and the ids of transactions. */
const contentsOf = async (tenantId: string, database = sql) => ({
  items: await database`select id, title, text, tags, seq from catalog.items
    where tenant_id = ${tenantId} and deleted_at is null order by id`,
  events: await database`select id, user_id, item_id, occurred_at, context, seq from behaviour.events
    where tenant_id = ${tenantId} order by seq`,
  feedback: await database`select receipt_id, item_id, signal from learning.feedback where tenant_id = ${tenantId}`,
  receipts: await database`select id, user_id from learning.receipts where tenant_id = ${tenantId}`,
  settings: await database`select settings from catalog.search_settings where tenant_id = ${tenantId}`,
  embeddings: await database`select id, embedding from catalog.item_embeddings
    where tenant_id = ${tenantId} and digest <> '' order by id`,
  states: await database`select cases from learning.states where tenant_id = ${tenantId}`,
})

/** Every row of a tenant in every table, to the byte, with the places of the rows. */
async function bytesOf(tenantId: string) {
  const tables = await sql<{ name: string }[]>`
    select c.oid::regclass::text as name from pg_class c join pg_attribute a on a.attrelid = c.oid
    where a.attname = 'tenant_id' and c.relkind = 'r' and c.oid <> 'operations.changes'::regclass order by 1`
  const all: Record<string, unknown> = {}
  for (const { name } of tables)
    all[name] = await sql`select ctid::text, xmin::text, x::text from ${sql(name)} x where tenant_id = ${tenantId}`
  return all
}

/** What goes wrong after the earlier time. */
async function change() {
  await sql`update catalog.items set title = 'Broken', xid = pg_current_xact_id() where id = 'lamp'`
  await sql`insert into catalog.items (tenant_id, id, title) values ('shop', 'junk', 'Junk')
    on conflict (tenant_id, id) do update set title = 'Junk', deleted_at = null, xid = excluded.xid`
  await sql`delete from behaviour.events where tenant_id = 'shop' and user_id = 'ann'`
  await sql`insert into behaviour.events (tenant_id, id, type, session_id, item_id, occurred_at)
    values ('shop', 'late', 'view', 's', 'junk', now())`
  await sql`delete from catalog.search_settings where tenant_id = 'shop'`
  await sql`insert into control.api_keys (tenant_id, id, name, secret_hash, scopes) values ('shop', 'k', 'k', '', '{}')
    on conflict do nothing`
}

for (const tenantId of ['shop', 'other']) for (const database of [sql, earlier]) await fill(database, tenantId)
await change()
const then = await contentsOf('shop', earlier)

it('replaces the rows of one tenant by those of the time, and leaves every byte of another one', async () => {
  const before = await bytesOf('other')
  const { existed, rows } = await replace()
  expect(existed).toBe(true)
  expect(rows).toMatchObject({ 'catalog.items': 2, 'behaviour.events': 40, 'learning.feedback': 1 })
  expect(await contentsOf('shop')).toEqual(then)
  expect(await bytesOf('other')).toEqual(before)
  expect(await sql`select id from control.api_keys where tenant_id = 'shop'`).toEqual([{ id: 'k' }])
})

it('tells every process to build the models of the tenant again, after all that they know', async () => {
  const kinds = await sql`
    select kind, size_bytes from behaviour.snapshots where tenant_id = 'shop' order by kind`
  expect(kinds.map(({ kind, size_bytes }) => [kind, size_bytes])).toEqual([
    ['next-item', '0'],
    ['search', '0'],
  ])
  const [gone] = await sql`select deleted_at is not null as "isGone" from catalog.items where id = 'junk'`
  expect(gone).toEqual({ isGone: true })
  expect(await sql`select 1 as one from operations.changes where topic = 'erasures'`).toEqual([{ one: 1 }])
})

it('copies a tenant of the time to another one, and leaves people out who are named', async () => {
  const before = await bytesOf('shop')
  await replace({ as: 'shop-then', withoutUsers: ["o'hara", 'ann'] })
  const copy = await contentsOf('shop-then')
  expect(copy.items).toEqual(then.items)
  expect(copy.events).toEqual(then.events.filter(({ user_id }) => user_id !== 'ann'))
  expect(copy.receipts).toEqual([])
  expect(await bytesOf('shop')).toEqual(before)
  expect(await sql`select name, status from control.tenants where id = 'shop-then'`).toEqual([
    { name: 'Of then', status: 'active' },
  ])
})

it('leaves the tenant as it was if it is stopped while the rows are exchanged', async () => {
  await change()
  const before = await bytesOf('shop')
  const stopping = new AbortController()
  const onStep = (step: string) => {
    if (step.startsWith('replacing')) setTimeout(() => stopping.abort(new Error('stopped')), 5)
  }
  const locked = postgres(live.ownerUrl, { max: 1 })
  // Another transaction holds a row that the exchange needs, so that it is in the middle when it is stopped.
  await locked.begin(async (held) => {
    await held`select from catalog.items where tenant_id = 'shop' and id = 'oak' for update`
    await expect(replace({ signal: stopping.signal, onStep })).rejects.toThrow('stopped')
  })
  await locked.end()
  expect(await bytesOf('shop')).toEqual(before)
})

it('brings back a tenant that was erased since, without its keys', async () => {
  await sql`delete from catalog.items where tenant_id = 'shop'`
  await sql`delete from control.api_keys where tenant_id = 'shop'`
  await sql`update control.tenants set status = 'erased', name = '' where id = 'shop'`
  expect(await replace()).toMatchObject({ existed: false })
  expect(await contentsOf('shop')).toEqual(then)
  expect(await sql`select name, status from control.tenants where id = 'shop'`).toEqual([
    { name: 'Of then', status: 'active' },
  ])
})

it('refuses a tenant that there was not at the time, and one that is being erased', async () => {
  await expect(replace({ tenantId: 'nobody' })).rejects.toMatchObject({ code: 'not_found' })
  await sql`update control.tenants set status = 'deleting' where id = 'shop'`
  await expect(replace()).rejects.toMatchObject({ code: 'conflict' })
})
