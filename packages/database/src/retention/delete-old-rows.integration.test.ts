import { testDatabase } from '@inkling/testing'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createDatabase } from '../client/create-database.ts'
import { activeTenants } from '../control/active-tenants.ts'
import { boundedTables, deleteOldRows, retentionRules } from './delete-old-rows.ts'

const { ownerUrl, roleUrl } = await testDatabase()
const owner = createDatabase({ url: ownerUrl, applicationName: 'test', pool: 1 })
const worker = createDatabase({ url: roleUrl('worker'), applicationName: 'test', pool: 1 })
afterAll(() => Promise.all([owner.close(), worker.close()]))
const { signal } = new AbortController()

beforeAll(() =>
  owner.platform(
    { name: 'fill' },
    (sql) => sql`
      insert into control.tenants (id, name, plan, retention)
      values ('default', '', 'starter', '{}'), ('short', '', 'starter', '{"events": 30, "receipts": 7}')`,
  ),
)

it('has a rule, or a reason for having none, for every table that Postgres lists', async () => {
  const tables = await owner.platform(
    { name: 'look' },
    (sql) => sql<{ name: string }[]>`
      select c.oid::regclass::text as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where c.relkind in ('r', 'p') and not c.relispartition
        and n.nspname in ('control', 'catalog', 'behaviour', 'learning', 'operations')`,
  )
  const known = [...retentionRules.map(({ table }) => table), ...Object.keys(boundedTables)]
  expect(known.toSorted()).toEqual(tables.map(({ name }) => name).toSorted())
})

/** A row of tenant $1 that is as old as $2 says. */
const inserts: Readonly<Record<string, string>> = {
  'behaviour.events': `(tenant_id, id, type, user_id, item_id, occurred_at, received_at)
    values ($1, gen_random_uuid(), 'view', 'u', 'used', now() - $2::interval, now() - $2::interval)`,
  'catalog.items': `(tenant_id, id, title, deleted_at) values ($1, gen_random_uuid(), '', now() - $2::interval)`,
  'catalog.item_changes': `(tenant_id, run_id, item_id, version, created_at)
    values ($1, gen_random_uuid(), 'a', 1, now() - $2::interval)`,
  'catalog.search_queries': `(tenant_id, query, day, searches, empty)
    values ($1, gen_random_uuid(), now() - $2::interval, 1, 1)`,
  'learning.receipts': `(tenant_id, id, kind, item_ids, scores, epoch, created_at)
    values ($1, gen_random_uuid(), 'search', '{}', '{}', 1, now() - $2::interval)`,
  'learning.feedback': `(tenant_id, receipt_id, item_id, signal, occurred_at, received_at)
    values ($1, gen_random_uuid(), 'i', 'click', now(), now() - $2::interval)`,
  'learning.metrics': `(tenant_id, model, hour, cases, hits_at_1, hits_at_5, hits_at_20, reciprocal_rank, ndcg,
    log_loss) values ($1, gen_random_uuid(), now() - $2::interval, 0, 0, 0, 0, 0, 0, 0)`,
  'learning.answers': `(tenant_id, hour, kind, scenario)
    values ($1, now() - $2::interval, 'search', gen_random_uuid())`,
  'learning.answer_signals': `(tenant_id, hour, kind, scenario, signal, answers)
    values ($1, now() - $2::interval, 'search', gen_random_uuid(), 'click', 1)`,
  'learning.daily_metrics': `(tenant_id, model, day, cases, hits_at_1, hits_at_5, hits_at_20, reciprocal_rank, ndcg,
    log_loss) values ($1, gen_random_uuid(), now() - $2::interval, 0, 0, 0, 0, 0, 0, 0)`,
  'learning.daily_answers': `(tenant_id, day, kind, scenario)
    values ($1, now() - $2::interval, 'search', gen_random_uuid())`,
  'learning.daily_answer_signals': `(tenant_id, day, kind, scenario, signal, answers)
    values ($1, now() - $2::interval, 'search', gen_random_uuid(), 'click', 1)`,
  'learning.ranker_versions': `(tenant_id, scenario, version, cause, weights, state, cases, recorded_at)
    values ($1, gen_random_uuid(), 1, 'learned', '{}', '{}', 0, now() - $2::interval)`,
  'learning.experiment_units': `(tenant_id, experiment_id, unit, variant, first_at)
    values ($1, 'e', gen_random_uuid(), 'control', now() - $2::interval)`,
  'learning.item_outcomes': `(tenant_id, item_id, clicks, dismissals, expected, at)
    values ($1, gen_random_uuid(), 0, 0, 0, now() - $2::interval)`,
  'learning.waiting_feedback': `(tenant_id, receipt_id, item_id, signal, occurred_at, received_at)
    values ($1, gen_random_uuid(), 'i', 'click', now(), now() - $2::interval)`,
  'operations.runs': `(tenant_id, id, kind, finished_at) values ($1, gen_random_uuid(), 'train', now() - $2::interval)`,
  'operations.idempotent_requests': `(tenant_id, key, fingerprint, execution_id, claimed_until, created_at)
    values ($1, gen_random_uuid()::text::bytea, '', gen_random_uuid(), now(), now() - $2::interval)`,
  'operations.meters': `(tenant_id, hour, meter, source, value, peak, measured_at)
    values ($1, now() - $2::interval, 'items', gen_random_uuid(), 1, 1, now())`,
  'operations.transfer_parts': `(tenant_id, transfer_id, part, lines, created_at)
    values ($1, gen_random_uuid(), 0, '', now() - $2::interval)`,
}
const insert = (table: string, tenantId: string, age: string) =>
  owner.platform({ name: 'fill' }, (sql) => sql.unsafe(`insert into ${table} ${inserts[table] ?? ''}`, [tenantId, age]))
const count = async (table: string, tenantId: string) => {
  const [row] = await owner.platform(
    { name: 'look' },
    (sql) => sql<{ n: number }[]>`select count(*)::int as n from ${sql(table)} where tenant_id = ${tenantId}`,
  )
  return row?.n
}

it.each(retentionRules)('deletes of $table the rows that are too old, and no row of another tenant', async (rule) => {
  const { table } = rule
  const [own, other] = [`own ${table}`, `other ${table}`]
  for (const tenantId of [own, other])
    for (const age of ['3 years', '3 years', '1 hour']) await insert(table, tenantId, age)
  // With sums of hours those of their days are deleted.
  expect(await deleteOldRows(worker.background(own), {}, signal)).toMatchObject({ [table]: 2 })
  expect([await count(table, own), await count(table, other)]).toEqual([1, 3])
  expect(await deleteOldRows(worker.background(own), {}, signal)).toEqual({})
})

it('follows the settings of a tenant', async () => {
  for (const tenantId of ['default', 'short'])
    for (const table of ['behaviour.events', 'learning.receipts', 'learning.feedback'])
      await insert(table, tenantId, '60 days')
  const deleted: Record<string, object> = {}
  for await (const { id, retention } of activeTenants(worker))
    deleted[id] = await deleteOldRows(worker.background(id), retention, signal)
  expect(deleted).toEqual({ default: {}, short: { 'behaviour.events': 1, 'learning.receipts': 1 } })
})

it('deletes the ids of events with the events, and keeps old events that were received lately', async () => {
  await owner.platform({ name: 'fill' }, async (sql) => {
    await sql`
      insert into behaviour.events (tenant_id, id, type, user_id, item_id, occurred_at, received_at)
      select 'ids', id, 'view', 'u', 'i', now() - interval '3 years', now() - age::interval
      from (values ('old', '3 years'), ('imported', '1 day')) v (id, age)`
    await sql`insert into behaviour.event_ids (tenant_id, id) values ('ids', 'old'), ('ids', 'imported')`
  })
  await deleteOldRows(worker.background('ids'), {}, signal)
  const left = await owner.platform(
    { name: 'look' },
    (sql) => sql<{ ids: string }[]>`
      select id as ids from behaviour.event_ids where tenant_id = 'ids'
      union all select id from behaviour.events where tenant_id = 'ids'`,
  )
  expect(left.map(({ ids }) => ids)).toEqual(['imported', 'imported'])
})

it('keeps the row of a deleted item that an event names, of a merged one, and a run that has not ended', async () => {
  await owner.platform({ name: 'fill' }, async (sql) => {
    await sql`
      insert into catalog.items (tenant_id, id, title, deleted_at, alias_of)
      values ('kept', 'used', '', now() - interval '3 years', null),
        ('kept', 'alias', '', now() - interval '3 years', 'other')`
    await sql`insert into operations.runs (tenant_id, id, kind, created_at)
      values ('kept', 'open', 'train', now() - interval '3 years')`
  })
  await insert('behaviour.events', 'kept', '1 day')
  expect(await deleteOldRows(worker.background('kept'), {}, signal)).toEqual({})
})

it('works through more rows than one transaction deletes', async () => {
  await owner.platform(
    { name: 'fill' },
    (sql) => sql`
      insert into operations.runs (tenant_id, id, kind, finished_at)
      select 'many', n, 'train', now() - interval '1 year' from generate_series(1, 10001) n`,
  )
  expect(await deleteOldRows(worker.background('many'), {}, signal)).toEqual({ 'operations.runs': 10_001 })
})
