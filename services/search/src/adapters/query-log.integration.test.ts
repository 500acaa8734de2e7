import { createDatabase, listQueries } from '@inkling/database'
import { createLogger } from '@inkling/telemetry'
import { testDatabase } from '@inkling/testing'
import { afterAll, describe, expect, it } from 'vitest'
import { QueryLog } from './query-log.ts'

const { ownerUrl, roleUrl } = await testDatabase()
const database = createDatabase({ url: roleUrl('search'), applicationName: 'test', pool: 2 })
const owner = createDatabase({ url: ownerUrl, applicationName: 'test', pool: 1 })
const log = new QueryLog(database, createLogger({ service: 'test', level: 'silent' }))
afterAll(async () => {
  await log.close()
  await Promise.all([database.close(), owner.close()])
})

const asked = (tenantId: string, query: string, daysAgo: number, searches: number) =>
  owner.platform(
    { name: 'ask' },
    (sql) => sql`
    insert into catalog.search_queries (tenant_id, query, day, searches, empty)
    values (${tenantId}, ${query}, (now() at time zone 'utc')::date - ${daysAgo}::int, ${searches}, 0)`,
  )
const list = (tenantId: string) => listQueries(database.background(tenantId), { onlyEmpty: false, limit: 10 })
const queries = async (tenantId: string) => (await list(tenantId)).map(({ query }) => query)

describe('QueryLog', () => {
  it('adds up queries between flushes and over days', async () => {
    await asked('adds', 'lamp', 3, 5)
    for (const isEmpty of [true, false]) log.record('adds', 'lamp', isEmpty)
    await log.flush()
    log.record('adds', 'lamp', true)
    await log.flush()
    expect(await list('adds')).toMatchObject([{ query: 'lamp', count: 8, empty: 2 }])
  })

  it('counts a query once of a source that repeats it, and of the same source in another tenant too', async () => {
    for (const tenantId of ['repeats', 'repeats', 'also']) log.record(tenantId, 'lamp', false, 'session s')
    await log.flush()
    expect(await list('repeats')).toMatchObject([{ query: 'lamp', count: 1 }])
    expect(await list('also')).toMatchObject([{ query: 'lamp', count: 1 }])
  })

  it('lists first the queries that were most frequent lately', async () => {
    await asked('late', 'old', 28, 10)
    await asked('late', 'new', 0, 2)
    expect(await queries('late')).toEqual(['new', 'old'])
  })

  it('deletes counts older than 30 days, and shows no other tenant', async () => {
    await asked('forgets', 'ancient', 30, 100)
    log.record('forgets', 'fresh', false)
    await log.flush()
    expect(await queries('forgets')).toEqual(['fresh'])
    expect(await queries('nobody')).toEqual([])
  })

  it('counts at most 1,000 distinct queries between two flushes', async () => {
    for (let n = 0; n < 1_100; n++) log.record('many', `query ${n}`, false)
    await log.flush()
    const rows = await owner.platform(
      { name: 'count' },
      (sql) => sql`select count(*)::int as queries from catalog.search_queries where tenant_id = 'many'`,
    )
    expect(rows[0]).toEqual({ queries: 1_000 })
  })
})

it('a user counts once for a query, also after the counts were stored', async () => {
  for (let n = 0; n < 1_000; n++) log.record('flood', 'lamp', false, 'ann')
  await log.flush()
  for (const source of ['ann', 'bob', undefined, undefined]) log.record('flood', 'lamp', false, source)
  log.record('flood', 'desk', false, 'ann')
  await log.flush()
  const counts = (await list('flood')).map(({ query, count }) => [query, count])
  expect(counts).toEqual([
    ['lamp', 4],
    ['desk', 1],
  ])
})
