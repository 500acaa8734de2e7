import { testDatabase } from '@inkling/testing'
import { afterAll, expect, it } from 'vitest'
import { createDatabase } from '../client/create-database.ts'
import { insertFeedback } from './feedback.ts'
import { learnFromFeedback } from './learn-from-feedback.ts'
import { readPrefetchThreshold } from './prefetch-threshold.ts'
import { ReceiptWriter } from './receipts.ts'

const { ownerUrl, roleUrl } = await testDatabase()
const database = createDatabase({ url: roleUrl('suggestion'), applicationName: 'test', pool: 2 })
const prediction = createDatabase({ url: roleUrl('prediction'), applicationName: 'test', pool: 1 })
const owner = createDatabase({ url: ownerUrl, applicationName: 'test', pool: 1 })
afterAll(() => Promise.all([database.close(), prediction.close(), owner.close()]))

/** A prediction of ten pages of which so many were opened, the others loaded in vain, and a visit of the learner. */
async function prefetched(tenantId: string, id: string, used: number) {
  const writer = new ReceiptWriter(database, { warn: () => {} })
  const itemIds = Array.from({ length: 10 }, (_, n) => `page ${n}`)
  const whose = { tenantId, id, userId: 'ann', sessionId: undefined }
  writer.add({ ...whose, kind: 'prediction', itemIds, scores: itemIds.map(() => 0.3), epoch: 1 })
  await writer.close()
  const signal = (n: number) => (n < used ? 'prefetchUsed' : 'prefetchWasted')
  await insertFeedback(
    database.background(tenantId),
    itemIds.map((itemId, n) => ({ receiptId: id, itemId, signal: signal(n) })),
  )
  await learn(tenantId)
}
const learn = (tenantId: string) =>
  learnFromFeedback(database.background(tenantId), () => ({ starts: [], rankers: [], outcomes: [] }))
const thresholdOf = (tenantId: string) => readPrefetchThreshold(prediction.background(tenantId))
const later = (tenantId: string, minutes: number) =>
  owner.platform(
    { name: 'wait' },
    (sql) => sql`
      update learning.rankers set prefetch_learned_at = prefetch_learned_at - make_interval(mins => ${minutes})
      where tenant_id = ${tenantId}`,
  )

it('rises by wasted prefetches, once for each, and falls by used ones, but not below the default', async () => {
  expect(await thresholdOf('shop')).toBe(0.2)
  await prefetched('shop', 'r1', 0)
  expect(await thresholdOf('shop')).toBeCloseTo(0.21, 5)
  await learn('shop')
  expect(await thresholdOf('shop')).toBeCloseTo(0.21, 5)
  await later('shop', 1)
  await prefetched('shop', 'r2', 3)
  expect(await thresholdOf('shop')).toBeCloseTo(0.205, 4)
  await later('shop', 1)
  await prefetched('shop', 'r3', 10)
  expect(await thresholdOf('shop')).toBe(0.2)
  expect(await thresholdOf('other')).toBe(0.2)
})

it('moves by at most 0.05 a minute, however much is reported', async () => {
  for (let n = 0; n < 12; n++) await prefetched('busy', `r${n}`, 0)
  const soon = await thresholdOf('busy')
  expect(soon).toBeGreaterThan(0.2)
  expect(soon).toBeLessThan(0.25 + 0.05)
})

it('returns by half each day while nothing is reported, so that prefetching begins again', async () => {
  await prefetched('quiet', 'r1', 0)
  await later('quiet', 24 * 60)
  expect(await thresholdOf('quiet')).toBeCloseTo(0.205, 4)
})
