import { createDatabase } from '@inkling/database'
import { Deadline } from '@inkling/resilience'
import type { Caller } from '@inkling/service-kit'
import { createLogger, postgresMetrics } from '@inkling/telemetry'
import { testDatabase } from '@inkling/testing'
import postgres from 'postgres'
import { afterAll, expect, it, vi } from 'vitest'
import { DatabaseWatch } from './adapters/database-watch.ts'
import { createIndexAdvice } from './adapters/index-advice.ts'
import { IndexKeeper } from './adapters/index-keeper.ts'

const { ownerUrl, roleUrl } = await testDatabase()
const sql = postgres(ownerUrl, { max: 1, onnotice: () => {} })
const open = (url: string) => createDatabase({ url, applicationName: 'test', pool: 1 })
const [owner, database, search] = [open(ownerUrl), open(roleUrl('maintenance')), open(roleUrl('search'))]
const logger = createLogger({ service: 'test', level: 'silent' })
const keeper = new IndexKeeper({ database, ownerUrl, everyMs: 100, watchMs: 0, logger })
const advice = createIndexAdvice({ database, owner, wake: () => keeper.wake() })
const watch = new DatabaseWatch({ database, owner, metrics: postgresMetrics(), logger })
afterAll(async () => {
  watch.close()
  await keeper.close()
  await Promise.all([owner.close(), database.close(), search.close(), sql.end()])
})

const caller = (): Caller => ({
  principal: { tenantId: 'operator', keyId: 'k', scopes: ['ops:write'] },
  deadline: new Deadline(30_000),
})
const call = () =>
  search
    .background('acme')
    .transaction('ask', (run) => run`select id from catalog.items where tenant_id = 'acme' and kind = ${'kind-7'}`)

/** Statements are slow, as the history tells. */
async function count() {
  await sql`update operations.statements set changed_at = changed_at - interval '1 minute'`
  await watch.look()
  await sql`update operations.statement_periods set total_ms = calls * 50`
}

it('an index that is offered is built when it is applied, and kept when its statement is faster', async () => {
  await sql`insert into catalog.items (tenant_id, id, title, kind)
    select 'acme', n, '', 'kind-' || n % 1000 from generate_series(1, 30000) n`
  await sql`vacuum (analyze) catalog.items`
  await count()
  for (let n = 0; n < 20; n++) await call()
  await count()

  const { data, notProved } = await advice.list(caller())
  const offers = data.filter(({ kind }) => kind === 'create')
  expect(notProved).toBeNull()
  expect(offers).toMatchObject([{ state: 'offered', table: 'catalog.items', role: 'inkling_search', meanMs: 50 }])
  const [{ id, index, definition } = { id: '', index: '', definition: '' }] = offers
  expect(definition).toBe(`create index concurrently ${index} on catalog.items (tenant_id, kind)`)
  expect(await advice.apply(caller(), id)).toMatchObject({ id, state: 'building', appliedBy: 'k' })
  await expect(advice.apply(caller(), id)).rejects.toMatchObject({ code: 'conflict' })

  const state = async () => (await advice.list(caller())).data.find((one) => one.id === id)
  await vi.waitFor(async () => expect((await state())?.state).toBe('watching'), { timeout: 15_000, interval: 100 })
  for (let n = 0; n < 20; n++) await call()
  await vi.waitFor(async () => expect((await state())?.state).toBe('kept'), { timeout: 15_000, interval: 100 })
  expect((await state())?.measuredMs).toBeLessThan(25)
})

it('an index that is the same as another one is offered to be dropped, with the statement that creates it', async () => {
  await sql`create index twin on catalog.items (tenant_id, xid, seq)`
  const { data } = await advice.list(caller())
  const [offer, ...others] = data.filter(({ kind }) => kind === 'drop')
  expect(others).toEqual([])
  expect(offer).toMatchObject({
    ...{ index: 'twin', reason: 'The same as catalog.items_tail', statement: null },
    definition: 'create index concurrently twin ON catalog.items USING btree (tenant_id, xid, seq)',
  })
  await advice.apply(caller(), offer?.id ?? '')
  await vi.waitFor(async () => expect(await sql`select from pg_class where relname = 'twin'`).toHaveLength(0), {
    timeout: 15_000,
    interval: 100,
  })
})

it('advice that is not offered is not found, and without the owner of the tables nothing is proved or applied', async () => {
  await expect(advice.apply(caller(), '0123456789ab')).rejects.toMatchObject({ code: 'not_found' })
  const unable = createIndexAdvice({ database, owner: undefined, wake: () => {} })
  const { data, notProved } = await unable.list(caller())
  expect(notProved).toContain('OWNER_DATABASE_URL')
  expect(data.filter(({ state }) => state === 'offered')).toEqual([])
  await expect(unable.apply(caller(), '0123456789ab')).rejects.toMatchObject({ code: 'conflict' })
})
