import { createCache } from '@inkling/cache'
import { createDatabase } from '@inkling/database'
import { Deadline } from '@inkling/resilience'
import { testDatabase, testRedis } from '@inkling/testing'
import { afterAll, expect, it } from 'vitest'
import { rankingBases } from './ranking-bases.ts'

const { ownerUrl, roleUrl } = await testDatabase()
const database = createDatabase({ url: roleUrl('suggestion'), applicationName: 'test', pool: 1 })
const owner = createDatabase({ url: ownerUrl, applicationName: 'test', pool: 1 })
const caches = createCache({ redisUrl: (await testRedis()).url })
await caches.ready
afterAll(() => Promise.all([caches.close(), database.close(), owner.close()]))

it('what suggestions are ranked by is kept for their tenant alone', async () => {
  for (const tenantId of ['shop', 'other'])
    await owner.platform({ name: 'test' }, async (sql) => {
      await sql`insert into control.tenants (id, name, plan) values (${tenantId}, 'T', 'growth')`
      await sql`
        insert into learning.scenarios (tenant_id, id, settings)
        values (${tenantId}, 'home', ${sql.json({ diversity: tenantId === 'shop' ? 0.25 : 0.75 })})`
    })
  const { basisOf } = rankingBases(caches, database, { explorationRate: 0, swapRate: 0 })
  const diversityOf = async (tenantId: string) => {
    const caller = { principal: { tenantId, scopes: [] }, deadline: new Deadline(5_000) }
    return (await basisOf('home', caller as unknown as Parameters<typeof basisOf>[1])).diversity
  }
  expect([await diversityOf('shop'), await diversityOf('other'), await diversityOf('shop')]).toEqual([0.25, 0.75, 0.25])
})
