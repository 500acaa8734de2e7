import { Deadline } from '@inkling/resilience'
import { testDatabase } from '@inkling/testing'
import postgres from 'postgres'
import { afterAll, expect, it } from 'vitest'
import { createDatabase } from '../client/create-database.ts'
import { countStatements } from './statement-history.ts'
import { readStatistics } from './statistics.ts'

const { ownerUrl, roleUrl } = await testDatabase()
const database = createDatabase({ url: roleUrl('maintenance'), applicationName: 'test', pool: 1 })
const other = createDatabase({ url: roleUrl('maintenance'), applicationName: 'test', pool: 1 })
const owner = postgres(ownerUrl, { max: 1, onnotice: () => {} })
afterAll(() => Promise.all([database.close(), other.close(), owner.end()]))

/** As if so much time had passed since the last reading. */
async function count(passed = '1 minute'): Promise<boolean> {
  await owner`update operations.statements set changed_at = changed_at - ${passed}::interval`
  return countStatements(database)
}

/** Postgres takes statements for one that differ in values and names of columns alone, so each has its own table. */
async function call(name: string, times: number): Promise<void> {
  await owner.unsafe(`create table if not exists public.${name} ()`)
  for (let n = 0; n < times; n++) await owner.unsafe(`select from public.${name}`)
}

const read = async () => {
  const { statements } = await readStatistics(database, new Deadline(10_000))
  if (statements === null) throw new Error('statements are not counted')
  return statements
}

/** How often a statement was called, as the history has it. */
async function callsOf(name: string): Promise<number | undefined> {
  const [row] = await owner<{ calls: number }[]>`
    select sum(p.calls) as calls from operations.statements s join operations.statement_periods p using (role, query_id)
    where statement = ${`select from public.${name}`} having count(*) > 0`
  return row?.calls
}

it('the first reading only remembers what was counted before, and later ones add what is new', async () => {
  await call('counted', 5)
  expect(await count()).toBe(true)
  expect(await callsOf('counted')).toBeUndefined()
  await call('counted', 3)
  await call('fresh', 2)
  expect(await count()).toBe(true)
  expect(await callsOf('counted')).toBe(3)
  expect(await callsOf('fresh')).toBe(2)
})

it('counts go on after pg_stat_statements was reset', async () => {
  await owner`select pg_stat_statements_reset(0, (select oid from pg_database where datname = current_database()), 0)`
  await call('counted', 1)
  await count()
  expect(await callsOf('counted')).toBe(4)
  expect((await read()).mostFrequent.length).toBeGreaterThan(0)
})

it('of several processes that ask in the same minute, one reads', async () => {
  await call('once', 1)
  await count()
  await call('once', 1)
  await owner`update operations.statements set changed_at = changed_at - interval '1 minute'`
  const asked = await Promise.all([countStatements(database), countStatements(other)])
  expect(asked.toSorted()).toEqual([false, true])
  expect(await callsOf('once')).toBe(2)
  expect(await countStatements(other)).toBe(false)
})

it('what is called for the first time while nobody reads is not taken for the work of five minutes', async () => {
  await call('meanwhile', 4)
  await count('1 hour')
  expect(await callsOf('meanwhile')).toBeUndefined()
})

it('periods older than a day are deleted, and statements that Postgres no longer counts', async () => {
  await owner`insert into operations.statements (role, query_id, calls, total_ms, rows, max_ms, changed_at)
    values ('gone', 1, 1, 1, 1, 1, now() - interval '2 days')`
  await owner`insert into operations.statement_periods values ('gone', 1, now() - interval '2 days', 1, 1, 1)`
  await count('2 days')
  expect(await owner`select from operations.statement_periods where role = 'gone'`).toHaveLength(0)
  expect(await owner`select from operations.statements where role = 'gone'`).toHaveLength(0)
  expect(await owner`select from operations.statements where statement = 'select from public.counted'`).toHaveLength(1)
})

/** A statement with so many calls and ms in a period of five minutes that began so long ago. */
const plant = (name: string, id: number, periods: Readonly<Record<string, readonly [calls: number, ms: number]>>) =>
  owner.begin(async (sql) => {
    await sql`insert into operations.statements (role, query_id, statement, calls, total_ms, rows, max_ms)
      values ('planted', ${id}, ${name}, 1, 1, 1, 1) on conflict do nothing`
    for (const [ago, [calls, ms]] of Object.entries(periods))
      await sql`insert into operations.statement_periods values
        ('planted', ${id}, date_bin('5 minutes', now() - ${ago}::interval, 'epoch'), ${calls}, ${ms}, 0)`
  })

it('statements grow that take longer in all or per call than an hour or a day ago, and no others', async () => {
  const same = [600, 60_000] as const
  await plant('steady', 1, { '5 minutes': same, '65 minutes': same, '1 day 5 minutes': same })
  await plant('slower', 2, { '5 minutes': [100, 60_000], '65 minutes': [600, 60_000], '1 day 5 minutes': same })
  await plant('more often than yesterday', 3, {
    '5 minutes': [6_000, 600_000],
    '65 minutes': [6_000, 600_000],
    '1 day 5 minutes': [600, 60_000],
  })
  await plant('new', 4, { '5 minutes': [10, 30_000] })
  await plant('small', 5, { '5 minutes': [10, 100] })
  await plant('over', 6, { '65 minutes': [10_000, 900_000] })
  const growing = (await read()).growing.filter(({ role }) => role === 'planted')
  expect(growing).toMatchObject([
    { statement: 'more often than yesterday', against: 'day', before: { callsPerHour: 2_400, meanMs: 100 } },
    { statement: 'new', before: { callsPerHour: 0, meanMs: null, msPerHour: 0 } },
    { statement: 'slower', meanMs: expect.closeTo(600), against: 'hour', before: { meanMs: 100, msPerHour: 240_000 } },
  ])
})
