import { createCache } from '@inkling/cache'
import { createDatabase } from '@inkling/database'
import { prefetchMetrics } from '@inkling/telemetry'
import { testDatabase } from '@inkling/testing'
import { afterAll, expect, it } from 'vitest'
import { prefetchThresholds } from './prefetch-thresholds.ts'

const { ownerUrl, roleUrl } = await testDatabase()
const database = createDatabase({ url: roleUrl('suggestion'), applicationName: 'test', pool: 1 })
const owner = createDatabase({ url: ownerUrl, applicationName: 'test', pool: 1 })
const unreachable = createDatabase({ url: 'postgres://nobody@127.0.0.1:1/none', applicationName: 'test', pool: 1 })
const caches = createCache({ redisUrl: 'redis://127.0.0.1:1' })
const others = createCache({ redisUrl: 'redis://127.0.0.1:1' })
afterAll(() => Promise.all([caches, others, database, owner, unreachable].map((one) => one.close())))

it('is what the tenant has learned, and the default for another tenant; the metric shows both', async () => {
  await owner.platform(
    { name: 'fill' },
    (sql) => sql`
      insert into learning.rankers (tenant_id, scenario, prefetch_threshold, prefetch_learned_at)
      values ('shop', '', 0.4, now())`,
  )
  const thresholdOf = prefetchThresholds(caches, database)
  expect(await thresholdOf('shop', 5_000)).toBeCloseTo(0.4, 3)
  expect(await thresholdOf('other', 5_000)).toBe(0.2)
  const { values } = await prefetchMetrics().threshold.get()
  const upTo = (le: number) => values.find(({ labels }) => (labels as { le?: number }).le === le)?.value
  expect([upTo(0.2), upTo(0.3), upTo(0.5)]).toEqual([1, 1, 2])
})

it('is the default while Postgres is unavailable', async () => {
  expect(await prefetchThresholds(others, unreachable)('shop', 200)).toBe(0.2)
})
