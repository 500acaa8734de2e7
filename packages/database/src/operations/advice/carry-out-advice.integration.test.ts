import { Deadline } from '@inkling/resilience'
import { testDatabase } from '@inkling/testing'
import postgres from 'postgres'
import { afterAll, beforeEach, expect, it, vi } from 'vitest'
import { createDatabase } from '../../client/create-database.ts'
import { carryOutAdvice } from './carry-out-advice.ts'
import { type AppliedAdvice, listAppliedAdvice, type NewAdvice, storeAdvice } from './index-advice.ts'

const { ownerUrl, roleUrl } = await testDatabase()
const sql = postgres(ownerUrl, { max: 3, onnotice: () => {} })
const database = createDatabase({ url: roleUrl('maintenance'), applicationName: 'test', pool: 2 })
const search = createDatabase({ url: roleUrl('search'), applicationName: 'test', pool: 1 })
afterAll(() => Promise.all([sql.end(), database.close(), search.close()]))

const builder = 'inkling-maintenance: index advice'
const statement = 'select id from catalog.items where tenant_id = $1 and kind = $2'
const ask = () =>
  search.background('acme').transaction('ask', (run) => run.unsafe(statement, ['acme', 'kind-7'], { prepare: true }))

let states: string[]
beforeEach(async () => {
  states = []
  await sql`truncate operations.index_advice`
  await sql`drop index if exists catalog.advised, behaviour.advised`
})

const carryOut = (watchMs = 0) =>
  carryOutAdvice({
    ...{ database, ownerUrl, watchMs, nowMs: Date.now, signal: new AbortController().signal },
    onChange: ({ state }) => states.push(state),
  })

/** Advice for the statement, whose call takes a second now. */
async function apply(given: Partial<NewAdvice> = {}) {
  const [row] = await sql<{ queryId: string }[]>`
    select queryid::text as "queryId" from pg_stat_statements s join pg_database d on d.oid = dbid
    where datname = current_database() and query = ${statement}`
  const advice: NewAdvice = {
    ...{ id: 'a', kind: 'create', table: 'catalog.items', index: 'advised', statement, reason: null },
    definition: 'on catalog.items (tenant_id, kind)',
    ...{ role: 'inkling_search', queryId: row?.queryId ?? '0', beforeMs: 1_000, promisedMs: 10, sizeBytes: 1 },
    appliedBy: 'key',
    ...given,
  }
  return storeAdvice(database, advice, new Deadline(10_000))
}

const stored = async (): Promise<AppliedAdvice | undefined> => (await listAppliedAdvice(database))[0]

/** Whether it is valid, of each index of this name and of its partitions. */
const indexes = async () =>
  (
    await sql<{ isValid: boolean }[]>`
      select indisvalid as "isValid" from pg_index i join pg_class c on c.oid = indexrelid
      where relname ~ '^advised'`
  ).map(({ isValid }) => isValid)

/** Runs `during` while the build waits for a transaction that is older. */
async function whileBuilding(during: () => Promise<void>): Promise<void> {
  const old = await sql.reserve()
  await old`begin isolation level repeatable read`
  await old`select count(*) from catalog.items`
  const building = carryOut().catch((error: unknown) => error)
  await vi.waitFor(
    async () => {
      const waiting = await sql`
        select from pg_stat_activity where application_name = ${builder} and wait_event = 'virtualxid'
          and datname = current_database()`
      expect(waiting).toHaveLength(1)
    },
    { timeout: 10_000, interval: 20 },
  )
  await during().finally(async () => {
    await old`rollback`
    old.release()
    await building
  })
}

it('builds the index, watches its statement, and keeps what pays', async () => {
  await ask()
  await apply()
  await carryOut()
  expect(await stored()).toMatchObject({ state: 'watching', attempts: 1, reason: null })
  expect(await indexes()).toEqual([true])
  await carryOut()
  expect((await stored())?.state).toBe('watching')
  for (let n = 0; n < 20; n++) await ask()
  await carryOut()
  const kept = await stored()
  expect(kept?.state).toBe('kept')
  expect(kept?.measuredMs).toBeLessThan(500)
  expect(states).toEqual(['watching', 'kept'])
  expect(await indexes()).toEqual([true])
})

it('drops an index that does not pay, and says why', async () => {
  await apply({ beforeMs: 0.000_02, promisedMs: 0.000_01 })
  await carryOut()
  for (let n = 0; n < 20; n++) await ask()
  await carryOut()
  await carryOut()
  expect(await stored()).toMatchObject({
    ...{ state: 'dropped', reason: 'The statement gained less than half of the promise' },
    measuredMs: expect.any(Number),
  })
  expect(states).toEqual(['watching', 'dropping', 'dropped'])
  expect(await indexes()).toEqual([])
})

it('writers go on while an index is built', async () => {
  await apply()
  await whileBuilding(async () => {
    await sql`insert into catalog.items (tenant_id, id, title) values ('acme', 'meanwhile', '')`
  })
  expect(await indexes()).toEqual([true])
})

it('a build that is killed leaves an invalid index, which the next attempt replaces', async () => {
  await apply()
  await whileBuilding(async () => {
    await sql`
      select pg_terminate_backend(pid, 5000) from pg_stat_activity where application_name = ${builder}
        and datname = current_database()`
    expect(await indexes()).toEqual([false])
  })
  await carryOut()
  expect(await stored()).toMatchObject({ state: 'watching', attempts: 2 })
  expect(await indexes()).toEqual([true])
})

it('of several processes one builds', async () => {
  await apply()
  await whileBuilding(async () => {
    await carryOut()
    expect(await stored()).toMatchObject({ state: 'building', attempts: 1 })
  })
  expect((await stored())?.state).toBe('watching')
})

it('builds an index on every partition of a table, and drops all of them', async () => {
  const definition = 'on behaviour.events (tenant_id, type)'
  await apply({ table: 'behaviour.events', definition })
  await carryOut()
  const partitions = await sql`select from pg_inherits where inhparent = 'behaviour.events'::regclass`
  expect(await indexes()).toEqual(Array.from({ length: partitions.length + 1 }, () => true))
  await sql`update operations.index_advice set state = 'dropping'`
  await carryOut()
  expect((await stored())?.state).toBe('dropped')
  expect(await indexes()).toEqual([])
})

it('an index that cannot be built fails after some attempts, says why and leaves nothing', async () => {
  // No two parts of it are the same, so that it cannot be compressed.
  await sql`
    insert into catalog.items (tenant_id, id, title)
    select 'acme', 'long', string_agg(md5(n::text), '') from generate_series(1, 60) n`
  await apply({ definition: 'on catalog.items (tenant_id, title)' })
  for (let attempt = 0; attempt < 6; attempt++) await carryOut()
  expect(await stored()).toMatchObject({
    ...{ state: 'failed', attempts: 5 },
    reason: 'title of catalog.items has a value of 1924 bytes, too long for an index',
  })
  expect(await indexes()).toEqual([])
  expect(await apply({ definition: 'on catalog.items (tenant_id, title)' })).toMatchObject({
    state: 'building',
    attempts: 0,
  })
})

it('advice is applied once, and one piece of advice for a table at a time', async () => {
  await apply()
  await expect(apply()).rejects.toMatchObject({ code: 'conflict' })
  await expect(apply({ id: 'b' })).rejects.toMatchObject({ code: 'conflict' })
  await apply({ id: 'c', table: 'learning.feedback', definition: 'on learning.feedback (tenant_id, value)' })
  expect(await listAppliedAdvice(database)).toHaveLength(2)
})

it('drops an index as advised, and a missing one, too', async () => {
  await sql`create index advised on catalog.items (tenant_id, kind)`
  for (const id of ['a', 'b']) {
    await apply({ id, kind: 'drop', role: null, queryId: null, beforeMs: null, promisedMs: null })
    await carryOut()
    expect((await stored())?.state).toBe('dropped')
  }
  expect(await indexes()).toEqual([])
})

it('a process that is told to stop leaves the build to the next one', async () => {
  await apply()
  const stopping = new AbortController()
  stopping.abort(new Error('stopped'))
  const options = { database, ownerUrl, watchMs: 0, nowMs: Date.now, onChange: () => {}, signal: stopping.signal }
  await expect(carryOutAdvice(options)).rejects.toThrow('stopped')
  await carryOut()
  expect((await stored())?.state).toBe('watching')
})
