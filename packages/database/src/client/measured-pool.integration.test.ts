import { exposition } from '@inkling/telemetry'
import { testDatabase } from '@inkling/testing'
import { afterAll, expect, it } from 'vitest'
import { createDatabase } from './create-database.ts'

const { roleUrl } = await testDatabase()
const database = createDatabase({ url: roleUrl('search'), applicationName: 'pool-test', pool: 1, policyName: 'Store' })
afterAll(() => database.close())

const lines = async () => (await exposition()).text.split('\n').filter((line) => !line.startsWith('#'))
const sampleOf = async (series: string) =>
  Number(
    (await lines())
      .find((line) => line.startsWith(`${series} `))
      ?.split(' ')
      .at(-1),
  )

it('shows how many connections are used and idle, and how many transactions wait for one', async () => {
  const begun = Promise.withResolvers<void>()
  const end = Promise.withResolvers<void>()
  const first = database.background('acme').transaction('hold', async () => {
    begun.resolve()
    await end.promise
  })
  await begun.promise
  const second = database.background('acme').transaction('follow', (sql) => sql`select 1`)
  await Promise.resolve()
  const held = await Promise.all(
    [
      'pool_connections{pool="Store",state="used"}',
      'pool_connections{pool="Store",state="idle"}',
      'pool_waiting{pool="Store"}',
    ].map((series) => sampleOf(`inkling_${series}`)),
  )
  expect(held).toEqual([1, 0, 1])
  end.resolve()
  await Promise.all([first, second])
  expect(await sampleOf('inkling_pool_connections{pool="Store",state="used"}')).toBe(0)
  expect(await sampleOf('inkling_pool_connections{pool="Store",state="idle"}')).toBe(1)
  expect(await sampleOf('inkling_pool_waiting{pool="Store"}')).toBe(0)
  expect(await sampleOf('inkling_connection_wait_seconds_count{pool="Store"}')).toBe(2)
  expect(await sampleOf('inkling_transactions_total{pool="Store"}')).toBe(2)
  expect(await sampleOf('inkling_transaction_seconds_total{pool="Store"}')).toBeGreaterThan(0)
})

it('measures transactions by their names, and counts those that fail', async () => {
  const { transaction } = database.background('acme')
  await transaction('read tea', (sql) => sql`select 1`)
  await expect(transaction('read tea', (sql) => sql`select 1 / 0`)).rejects.toThrow('division by zero')
  expect(await sampleOf('inkling_query_seconds_count{query="read tea"}')).toBe(2)
  expect(await sampleOf('inkling_query_failures_total{query="read tea"}')).toBe(1)
})

it('a pool whose Postgres cannot be reached has no transaction that waits afterwards', async () => {
  const nowhere = createDatabase({
    url: 'postgres://nobody@127.0.0.1:1/none',
    applicationName: 'pool-test',
    pool: 1,
    policyName: 'Nowhere',
  })
  await expect(nowhere.background('acme').transaction('reach', async () => 1)).rejects.toThrow()
  expect(await sampleOf('inkling_pool_waiting{pool="Nowhere"}')).toBe(0)
  expect(await sampleOf('inkling_query_failures_total{query="reach"}')).toBeGreaterThanOrEqual(1)
  await nowhere.close()
  expect((await lines()).filter((line) => line.includes('Nowhere') && line.includes('inkling_pool_'))).toEqual([])
})
