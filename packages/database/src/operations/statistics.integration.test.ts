import { Deadline } from '@inkling/resilience'
import { testDatabase } from '@inkling/testing'
import postgres from 'postgres'
import { afterAll, expect, it, vi } from 'vitest'
import { createDatabase } from '../client/create-database.ts'
import { readLimits } from './limits.ts'
import { countStatements } from './statement-history.ts'
import { readStatistics } from './statistics.ts'

const { ownerUrl, roleUrl } = await testDatabase()
const database = createDatabase({ url: roleUrl('maintenance'), applicationName: 'test', pool: 1 })
const worker = createDatabase({ url: roleUrl('worker'), applicationName: 'inkling-worker', pool: 3 })
const background = worker.background('acme')
afterAll(() => Promise.all([database.close(), worker.close()]))

const read = () => readStatistics(database, new Deadline(10_000))

/** What a connection counted is in the statistics once it is closed. */
async function asOwner(...statements: string[]): Promise<void> {
  const owner = postgres(ownerUrl, { max: 1 })
  for (const statement of statements) await owner.unsafe(statement)
  await owner.end()
}

/** What was counted since the last reading, as if that was a minute ago. */
async function readCounted() {
  await asOwner(`update operations.statements set changed_at = changed_at - interval '1 minute'`)
  await countStatements(database)
  return read()
}

/** Has a transaction of the worker open while `during` runs. */
async function whileOpen(name: string, statement: string, during: () => Promise<void>): Promise<void> {
  const begun = Promise.withResolvers<void>()
  const end = Promise.withResolvers<void>()
  const open = background.transaction(name, async (sql) => {
    await sql.unsafe(statement)
    begun.resolve()
    await end.promise
  })
  await begun.promise
  await during().finally(() => end.resolve())
  await open
}

it('a role that owns nothing reads the sizes and counts of the database and of its largest tables', async () => {
  const { tables, ...whole } = await read()
  expect(whole.bytes).toBeGreaterThan(1_000_000)
  expect(whole.connections).toBeGreaterThan(0)
  expect(whole.serverConnections).toBeGreaterThanOrEqual(whole.connections)
  expect(whole.maxConnections).toBeGreaterThan(whole.connections)
  expect(whole.committed).toBeGreaterThan(0)
  expect(whole.seesAll).toBe(true)
  expect(tables.map(({ name }) => name)).toContain('catalog.items')
  expect(tables.map(({ bytes }) => bytes)).toEqual(tables.map(({ bytes }) => bytes).toSorted((a, b) => b - a))
})

it('readStatistics names unused indexes, those of partitions once, and none that a query used or that is unique', async () => {
  await asOwner(
    'create table public.planted (id int primary key, used int, unused int)',
    'insert into public.planted select n, n, n from generate_series(1, 1000) n',
    'create index planted_used on public.planted (used)',
    'create index planted_unused on public.planted (unused)',
    'create table public.parted (id int, unused int) partition by range (id)',
    'create table public.parted_1 partition of public.parted for values from (0) to (10)',
    'create table public.parted_2 partition of public.parted for values from (10) to (20)',
    'create index parted_unused on public.parted (unused)',
    'set enable_seqscan = off',
    'select from public.planted where used = 7',
  )
  const { unusedIndexes } = await read()
  const planted = unusedIndexes.filter(({ table }) => table.startsWith('public.'))
  expect(planted.map(({ name }) => name).toSorted()).toEqual(['public.parted_unused', 'public.planted_unused'])
  expect(planted[0]).toMatchObject({ name: 'public.planted_unused', table: 'public.planted' })
  expect(planted[0]?.bytes).toBeGreaterThan(0)
})

it('readStatistics names indexes that do the same, and none with another order or condition', async () => {
  await asOwner(
    'create table public.twins (a int, b int)',
    'create index twins_1 on public.twins (a, b)',
    'create unique index twins_2 on public.twins (a, b)',
    'create index twins_order on public.twins (b, a)',
    'create index twins_descending on public.twins (a desc, b)',
    'create index twins_partial on public.twins (a, b) where b > 0',
  )
  const { duplicateIndexes } = await read()
  expect(duplicateIndexes.filter(({ table }) => table === 'public.twins')).toEqual([
    { table: 'public.twins', indexes: ['public.twins_1', 'public.twins_2'], bytes: expect.any(Number) },
  ])
})

it('readStatistics names large tables that are read as a whole, and those whose vacuum is late', async () => {
  await asOwner(
    'create table public.large (n int) with (autovacuum_enabled = false, autovacuum_vacuum_threshold = 700)',
    'insert into public.large select n from generate_series(1, 20000) n',
    'delete from public.large where n <= 5000',
    'select count(*) from public.large',
  )
  const { scannedTables, unvacuumedTables } = await read()
  const large = { name: 'public.large', rows: 15_000, deadRows: 5_000, vacuumAtDeadRows: 700, vacuumedAt: null }
  expect(scannedTables).toContainEqual(
    expect.objectContaining({ ...large, sequentialScans: 2, sequentialRows: 35_000 }),
  )
  expect(unvacuumedTables).toContainEqual(expect.objectContaining(large))
  expect(scannedTables.map(({ rows }) => rows).filter((rows) => rows < 10_000)).toEqual([])
})

it('readStatistics estimates how much of a table holds no rows', async () => {
  await asOwner(
    'create table public.bloated (id int, text text) with (autovacuum_enabled = false)',
    "insert into public.bloated select n, repeat('x', 100) from generate_series(1, 20000) n",
    'delete from public.bloated where id % 4 > 0',
    'vacuum (analyze, truncate off) public.bloated',
    'create table public.full as select * from public.bloated',
    'vacuum (analyze) public.full',
  )
  const { tables } = await read()
  const bloatOf = (name: string) => {
    const { bytes, bloatBytes } = tables.find((table) => table.name === name) ?? {}
    return (bloatBytes ?? Number.NaN) / (bytes ?? 1)
  }
  expect(bloatOf('public.bloated')).toBeGreaterThan(0.6)
  expect(bloatOf('public.bloated')).toBeLessThan(0.8)
  expect(bloatOf('public.full')).toBeLessThan(0.1)
})

it('a transaction that stays open is found by the name of its query', async () => {
  await whileOpen('keep open', 'select 1', async () => {
    const { transactions } = await read()
    const open = { application: 'inkling-worker: keep open', role: 'inkling_worker', state: 'idle in transaction' }
    expect(transactions).toMatchObject([{ ...open, waitsFor: null }])
    expect(transactions[0]?.transactionSeconds).toBeGreaterThan(0)
  })
  expect((await read()).transactions).toEqual([])
})

it('a session that waits for a lock is found with the one that holds it, by the names of their queries', async () => {
  const wantLock = () => background.transaction('want the lock', (sql) => sql`select pg_advisory_xact_lock(${4711})`)
  await wantLock()
  let waiting: Promise<unknown> | undefined
  await whileOpen('hold the lock', 'select pg_advisory_xact_lock(4711)', async () => {
    waiting = wantLock()
    await vi.waitFor(async () => {
      const { lockWaits } = await read()
      expect(lockWaits).toMatchObject([
        {
          waiting: {
            ...{ application: 'inkling-worker: want the lock', state: 'active', waitsFor: 'Lock: advisory' },
            statement: 'select pg_advisory_xact_lock($1)',
          },
          holding: { application: 'inkling-worker: hold the lock', state: 'idle in transaction' },
        },
      ])
    })
  })
  await waiting
  expect((await read()).lockWaits).toEqual([])
})

it('a session that holds a lock without a transaction is found, too', async () => {
  const idle = postgres(ownerUrl, { max: 1, connection: { application_name: 'psql' } })
  await idle`select pg_advisory_lock(4712)`
  const waiting = background.transaction('want the lock', (sql) => sql`select pg_advisory_xact_lock(4712)`)
  const holding = { application: 'psql', role: 'inkling', state: 'idle', transactionSeconds: 0 }
  await vi.waitFor(async () => expect((await read()).lockWaits).toMatchObject([{ holding }])).finally(() => idle.end())
  await waiting
})

it('statements are counted, and shown without any value', async () => {
  await countStatements(database)
  const calls = Array.from({ length: 60 }, (_, n) => `select 'a secret' as planted_statement, ${n}`)
  await asOwner(...calls, 'select pg_sleep(0.2), 1 as planted_sleep')
  const { statements } = await readCounted()
  expect(statements?.mostFrequent).toContainEqual(
    expect.objectContaining({ statement: 'select $1 as planted_statement, $2', role: 'inkling', calls: 60, rows: 60 }),
  )
  const slow = expect.objectContaining({ statement: 'select pg_sleep($1), $2 as planted_sleep', calls: 1 })
  expect(statements?.slowest).toContainEqual(slow)
  expect(statements?.longest).toContainEqual(slow)
  expect(JSON.stringify(statements)).not.toContain('secret')
})

it('a command that Postgres stores as it was sent is shown without its text', async () => {
  await asOwner(
    'set pg_stat_statements.track_utility = on',
    "create table public.copied as select 'a secret' as text, pg_sleep(0.3)::text as slept",
  )
  const { statements } = await readCounted()
  expect(statements?.slowest.filter(({ statement }) => statement === null)).toMatchObject([
    { calls: 1, role: 'inkling' },
  ])
  expect(JSON.stringify(statements)).not.toContain('secret')
})

it('readLimits tells how long transactions and waits last, and how much of what there is is used', async () => {
  await whileOpen('hold the lock', 'select pg_advisory_xact_lock(4713)', async () => {
    const waiting = background.transaction('want the lock', (sql) => sql`select pg_advisory_xact_lock(4713)`)
    await vi.waitFor(async () => expect((await readLimits(database)).lockWaitSeconds).toBeGreaterThan(0))
    const limits = await readLimits(database)
    expect(limits.oldestTransactionSeconds).toBeGreaterThan(limits.lockWaitSeconds)
    expect(limits.connections).toBeGreaterThan(0)
    expect(limits.connections).toBeLessThan(1)
    expect(limits.transactionIds).toBeGreaterThan(0)
    expect(limits.transactionIds).toBeLessThan(0.01)
    void waiting
  })
  await vi.waitFor(async () => expect((await readLimits(database)).lockWaitSeconds).toBe(0))
  await asOwner(
    'create table public.dead (n int) with (autovacuum_enabled = false, autovacuum_vacuum_threshold = 100)',
    'insert into public.dead select n from generate_series(1, 12000) n',
    'delete from public.dead',
  )
  expect((await readLimits(database)).deadRows).toBe(120)
})

it('without the extension the answer says that statements are not counted, and the rest is there', async () => {
  await asOwner('drop extension pg_stat_statements')
  await whileOpen('keep open', 'select 1', async () => {
    const { statements, transactions } = await read()
    expect(statements).toBeNull()
    expect(transactions).toMatchObject([{ application: 'inkling-worker: keep open', statement: null }])
  })
})
