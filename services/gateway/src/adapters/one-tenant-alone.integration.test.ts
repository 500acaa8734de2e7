import { createCache } from '@inkling/cache'
import { calls } from '@inkling/contracts'
import { createDatabase } from '@inkling/database'
import { Deadline } from '@inkling/resilience'
import { testDatabase, testRedis } from '@inkling/testing'
import { afterAll, expect, it } from 'vitest'
import { meteredUse } from './metered-use.ts'
import { createReadSla } from './read-sla.ts'
import { responseCache } from './response-cache.ts'

const { ownerUrl, roleUrl } = await testDatabase()
const database = createDatabase({ url: roleUrl('gateway'), applicationName: 'test', pool: 1 })
const owner = createDatabase({ url: ownerUrl, applicationName: 'test', pool: 1 })
const caches = createCache({ redisUrl: (await testRedis()).url })
await caches.ready
afterAll(() => Promise.all([caches.close(), database.close(), owner.close()]))

it('what a tenant has of what its plan limits is kept for it alone', async () => {
  for (const [tenantId, items] of [
    ['shop', 5],
    ['other', 7],
  ] as const)
    await owner.platform(
      { name: 'measure' },
      (sql) => sql`
        insert into operations.meters (tenant_id, hour, meter, source, value, peak, measured_at)
        values (${tenantId}, date_trunc('hour', now(), 'UTC'), 'items', '', ${items}, ${items}, now())`,
    )
  const read = meteredUse(caches, database)
  expect(await read('shop')).toMatchObject({ items: 5 })
  expect(await read('other')).toMatchObject({ items: 7 })
})

it('the answer to a call is kept for its tenant, its parameters and its query alone', async () => {
  const { answer } = responseCache(caches, { purge: () => {}, headersFor: () => ({}) })
  let asked = 0
  const ask = async (tenantId: string, id: string) => {
    const given = { tenantId, params: { id }, query: {}, deadline: new Deadline(5_000) }
    const reply = { status: 200, headers: {}, body: Buffer.from(`${++asked}`) }
    return (await answer(calls.getItem, given, async () => reply)).answer.body.toString()
  }
  expect([await ask('shop', 'tea'), await ask('shop', 'tea')]).toEqual(['1', '1'])
  expect([await ask('other', 'tea'), await ask('shop', 'coffee'), await ask('shop', 'tea')]).toEqual(['3', '4', '1'])
})

it('the service levels of a tenant are of its requests alone, and those of none are of all', async () => {
  for (const [tenantId, total] of [
    ['shop', 3],
    ['other', 4],
  ] as const)
    await owner.platform(
      { name: 'answer' },
      (sql) => sql`
        insert into operations.service_minutes (tenant_id, class, minute, source, total, errors, latency)
        values (${tenantId}, 'predict', date_trunc('minute', now()), 'g', ${total}, 0, '{1}')`,
    )
  const readSla = createReadSla(database, { flush: async () => {} })
  const totalOf = async (tenantId?: string) =>
    (await readSla(new Deadline(5_000), tenantId)).objectives.find(({ name }) => name === 'availability')?.total
  expect([await totalOf('shop'), await totalOf('other'), await totalOf()]).toEqual([3, 4, 7])
})
