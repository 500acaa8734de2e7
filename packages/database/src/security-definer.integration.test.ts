import { testDatabase } from '@inkling/testing'
import postgres from 'postgres'
import { afterAll, describe, expect, it } from 'vitest'
import { createDatabase } from './client/create-database.ts'
import type { Sql } from './client/tenant-database.ts'

const { ownerUrl, roleUrl } = await testDatabase()
const owner = postgres(ownerUrl, { max: 1 })
const database = createDatabase({ url: roleUrl('search'), applicationName: 'test', pool: 1 })
afterAll(() => Promise.all([owner.end(), database.close()]))

/**
 * A call of each function that runs as its owner, whom row-level security does not bind; or why it needs none.
 */
const probes: Readonly<Record<string, ((sql: Sql) => PromiseLike<readonly unknown[]>) | string>> = {
  'catalog.match_items(integer[],integer,integer)': (sql) =>
    sql`select * from catalog.match_items(array[1, 2, 3], 3, 100)`,
  'catalog.restore_used()': 'a trigger',
  'behaviour.attach_month(date,bigint)': 'returns no rows of tenants',
  'control.append_audit(jsonb)': 'returns no rows of tenants',
  'control.begin_audit(text[])': 'returns the number of the last entry, and which of unguessable ids there are',
  'behaviour.detach_month(date)': 'returns no rows of tenants',
  'behaviour.discard_month(date)': 'returns no rows of tenants',
  'behaviour.drop_month(date,bigint)': 'returns no rows of tenants',
  'behaviour.ensure_month(date)': 'returns no rows of tenants',
  'behaviour.ensure_partitions(integer)': 'returns no rows of tenants',
  'behaviour.prepare_month(date)': 'returns no rows of tenants',
  'behaviour.stranded_events()': 'returns a count over all tenants to the worker alone',
  'learning.ensure_receipt_partitions(integer)': 'returns no rows of tenants',
  'operations.changes_since(xid8)': 'returns the ids of the tenants that changed, and nothing else of them',
  'operations.compact_service_minutes()': 'returns no rows of tenants',
  'operations.estimate_bloat()': 'returns no rows of tenants',
  'operations.erase_spans(integer)': 'deletes rows of the transaction’s tenant alone',
  'operations.measure_stored()': 'returns no rows of tenants',
  'operations.prune_changes()': 'returns no rows of tenants',
  'operations.prune_error_groups()': 'returns no rows of tenants',
  'operations.put_error_groups(text,bigint,jsonb)': 'returns no rows of tenants',
  'operations.put_meters(text,jsonb)': 'returns no rows of tenants',
  'operations.put_security_events(jsonb)': 'returns no rows of tenants',
  'operations.put_service_minutes(text,jsonb)': 'returns no rows of tenants',
  'operations.record_changes()': 'a trigger',
  'operations.roll_spans(integer,integer,bigint)': 'returns no rows of tenants',
  'operations.span_bytes()': 'returns no rows of tenants',
  'operations.sweep_cache()': 'returns no rows of tenants',
}

it('every function that runs as its owner is listed here', async () => {
  const found = await owner<{ name: string }[]>`
    select oid::regprocedure::text as name from pg_proc where prosecdef
      and pronamespace = any ('{control,catalog,behaviour,learning,operations}'::regnamespace[])`
  expect(found.map(({ name }) => name).toSorted()).toEqual(Object.keys(probes).toSorted())
})

const addWords = (tenantId: string, prefix: string, items: number) => owner`
  insert into catalog.item_words (tenant_id, id, words)
  select ${tenantId}, ${prefix} || n, case when n % 2 = 0 then array[1, 2] else array[1, 3] end
  from generate_series(1, ${items}::int) n`

describe.each(Object.entries(probes))('%s', (_, probe) => {
  it('answers the same whatever other tenants have stored', async () => {
    if (typeof probe === 'string') return
    const answer = () => database.background('acme').transaction('probe', async (sql) => [...(await probe(sql))])
    await addWords('acme', 'ours', 5)
    const alone = await answer()
    expect(alone.length).toBeGreaterThan(0)
    await addWords('globex', 'theirs', 50)
    await addWords('a-first', 'aaa', 50)
    expect(await answer()).toEqual(alone)
  })
})
