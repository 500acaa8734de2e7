import { Deadline } from '@inkling/resilience'
import { testDatabase } from '@inkling/testing'
import postgres from 'postgres'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { createDatabase } from '../../client/create-database.ts'
import { readDismissals } from '../../learning/dismissals.ts'
import { countStatements } from '../statement-history.ts'
import { readStatistics } from '../statistics.ts'
import { findIndexes, unprovable } from './find-advice.ts'
import { keepPlans } from './statement-plans.ts'

const { ownerUrl, roleUrl } = await testDatabase()
const sql = postgres(ownerUrl, { max: 1, onnotice: () => {} })
const open = (url: string) => createDatabase({ url, applicationName: 'test', pool: 1 })
const owner = open(ownerUrl)
const maintenance = open(roleUrl('maintenance'))
const search = open(roleUrl('search'))
const suggestion = open(roleUrl('suggestion'))

beforeAll(async () => {
  await sql`
    insert into catalog.items (tenant_id, id, title, kind, url)
    select 'tenant-' || n % 3, 'item-' || n, 'Title', 'kind-' || n % 1000, repeat('a long address ', 10) || n
    from generate_series(1, 30000) n`
  await sql`
    insert into learning.feedback (tenant_id, receipt_id, item_id, signal, user_id, occurred_at)
    select 'tenant-' || n % 3, 'rcp-' || n, 'i', (array['dismiss', 'click'])[1 + n % 2], 'user-' || n % 1000, now()
    from generate_series(1, 30000) n`
  await sql`vacuum (analyze)`
})
afterAll(() => Promise.all([sql.end(), ...[owner, maintenance, search, suggestion].map((each) => each.close())]))

const deadline = () => new Deadline(20_000)
const find = async () => (await findIndexes(owner, deadline())).map(({ definition }) => definition)
const inTenant = (statement: string, values: string[] = []) =>
  search.background('tenant-1').transaction('ask', (run) => run.unsafe(`${statement}`, values))

async function count() {
  await sql`update operations.statements set changed_at = changed_at - interval '1 minute'`
  await countStatements(maintenance)
}

/** Calls that took so long that an index is worth while. */
async function ask(call: () => Promise<unknown>) {
  for (let n = 0; n < 20; n++) await call()
  await count()
  await sql`update operations.statement_periods set total_ms = calls * 50`
}

beforeEach(async () => {
  await sql`select pg_stat_statements_reset(0, (select oid from pg_database where datname = current_database()), 0)`
  await sql`truncate operations.statements, operations.statement_periods, operations.statement_plans`
  await count()
})

it('finds the index that a slow statement lacks, for its role and under its row-level security, and builds none', async () => {
  const before = await sql`select indexrelid from pg_index order by 1`
  await ask(() => inTenant('select id from catalog.items where kind = $1 and tenant_id = $2', ['kind-7', 'tenant-1']))
  const [found, ...others] = await findIndexes(owner, deadline())
  expect(others).toEqual([])
  expect(found).toMatchObject({
    ...{ table: 'catalog.items', definition: 'on catalog.items (tenant_id, kind)' },
    statement: { role: 'inkling_search', meanMs: 50 },
  })
  expect(found?.promisedMs).toBeLessThan(5)
  expect(found?.sizeBytes).toBeGreaterThan(100_000)
  expect(await sql`select indexrelid from pg_index order by 1`).toEqual(before)
})

it('finds an index in the order of the rows that are wanted', async () => {
  await ask(() =>
    inTenant('select id from catalog.items where tenant_id = $1 order by updated_at limit 5', ['tenant-1']),
  )
  expect(await find()).toEqual(['on catalog.items (tenant_id, updated_at)'])
})

it('finds a partial index for rows that are few', async () => {
  await sql`update catalog.items set size_bytes = 1 where id like 'item-1%0' and size_bytes is null`
  await sql`vacuum (analyze) catalog.items`
  await ask(() =>
    inTenant('select id from catalog.items where tenant_id = $1 and size_bytes is not null and kind > $2', [
      'tenant-1',
      'a',
    ]),
  )
  const [found] = await find()
  expect(found).toMatch(/^on catalog.items \(tenant_id.*\) where \(size_bytes IS NOT NULL\)$/)
})

it.each([
  ['that an index answers', 'select title from catalog.items where tenant_id = $1 and id = $2', ['tenant-1', 'item-1']],
  [
    'whose values are too long for one',
    'select id from catalog.items where tenant_id = $1 and url = $2',
    ['tenant-1', 'x'],
  ],
  ['that reads most rows', 'select count(title) from catalog.items where tenant_id = $1', ['tenant-1']],
  ['that compares what a column holds', 'select id from catalog.items where lower(kind) = $1', ['x']],
])('finds nothing for a statement %s', async (_, statement, values) => {
  await ask(() => inTenant(statement, values))
  expect(await find()).toEqual([])
})

it('finds nothing for a statement that a partial index with a constant answers', async () => {
  await ask(() => readDismissals(suggestion.background('tenant-1'), { userId: 'user-7', sessionId: 's' }))
  expect(await find()).toEqual([])
})

it('finds nothing for statements of people', async () => {
  await ask(() => sql`select id from catalog.items where kind = ${'kind-7'}`)
  expect(await find()).toEqual([])
})

it('a statement that cannot be planned any more is passed over', async () => {
  await sql`create table public.gone as select id, kind from catalog.items`
  await sql`analyze public.gone`
  await sql`grant select on public.gone to inkling_search`
  await ask(() => inTenant('select id from public.gone where kind = $1', ['kind-7']))
  expect(await find()).toEqual(['on public.gone (kind)'])
  await sql`drop table public.gone`
  expect(await find()).toEqual([])
})

it('keeps plans without values, and tells when a plan has changed', async () => {
  const plans = async () => {
    await keepPlans(owner, maintenance)
    const { plans: found } = await readStatistics(maintenance, deadline())
    return found.filter(({ statement }) => statement?.includes('kind ='))
  }
  await ask(() => inTenant(`select id from catalog.items where tenant_id = $1 and kind = 'kind-7'`, ['tenant-1']))
  const [first] = await plans()
  expect(first).toMatchObject({ role: 'inkling_search', previous: null })
  expect(first?.plan).toContain('Scan')
  expect(JSON.stringify(first)).not.toMatch(/kind-7|tenant-1/)
  expect(await plans()).toMatchObject([{ since: first?.since, previous: null }])
  await sql`create index planted on catalog.items (tenant_id, kind)`
  const [changed] = await plans()
  expect(changed?.plan).toContain('planted')
  expect(changed?.previous?.plan).toBe(first?.plan)
  await sql`drop index catalog.planted`
})

it('without the extension hypopg it says what to do', async () => {
  expect(await unprovable(owner, deadline())).toBeUndefined()
  await sql`drop extension hypopg`
  expect(await unprovable(owner, deadline())).toContain('create extension hypopg')
  expect(await find()).toEqual([])
})
