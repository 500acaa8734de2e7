import { createCache } from '@inkling/cache'
import { createDatabase } from '@inkling/database'
import { Deadline } from '@inkling/resilience'
import type { Caller } from '@inkling/service-kit'
import { testDatabase, testRedis } from '@inkling/testing'
import { afterAll, expect, it } from 'vitest'
import { learningReader } from './learning-reader.ts'

const { ownerUrl, roleUrl } = await testDatabase()
const database = createDatabase({ url: roleUrl('suggestion'), applicationName: 'test', pool: 1 })
const owner = createDatabase({ url: ownerUrl, applicationName: 'test', pool: 1 })
const caches = createCache({ redisUrl: (await testRedis()).url })
await caches.ready
afterAll(() => Promise.all([caches.close(), database.close(), owner.close()]))

const record = (tenantId: string, hoursAgo: number, cases: number) =>
  owner.platform(
    { name: 'record' },
    (sql) => sql`
      insert into learning.metrics
        (tenant_id, model, hour, cases, hits_at_1, hits_at_5, hits_at_20, reciprocal_rank, ndcg, log_loss, kind,
        answered, calibration, listed, known_items)
      values (${tenantId}, 'blend', date_trunc('hour', now() - make_interval(hours => ${hoursAgo})), ${cases},
        1, 1, 1, 1, 1, 1, 'new', 1, '{1, 1, 0}', repeat('0', 4096)::bit(4096), 1)`,
  )

it('the past of learning metrics is kept for its tenant and window alone, and the present is added to it', async () => {
  for (const [tenantId, cases] of [
    ['shop', 10],
    ['other', 1],
  ] as const)
    for (const hoursAgo of [2, 30]) await record(tenantId, hoursAgo, cases)
  const read = learningReader(database, caches)
  const casesOf = async (tenantId: string, windowHours: number) => {
    const caller = { principal: { tenantId, scopes: [] }, deadline: new Deadline(5_000) } as unknown as Caller
    return (await read({ windowHours }, caller)).sums.find(({ kind }) => kind === null)?.cases
  }
  const all = async () => [await casesOf('shop', 24), await casesOf('shop', 48), await casesOf('other', 24)]
  expect(await all()).toEqual([10, 20, 1])
  await record('shop', 0, 5)
  expect(await all()).toEqual([15, 25, 1])
})
