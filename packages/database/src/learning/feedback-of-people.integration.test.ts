import { testDatabase } from '@inkling/testing'
import { afterAll, expect, it } from 'vitest'
import { saveItems } from '../catalog/items.ts'
import { createDatabase } from '../client/create-database.ts'
import { readDismissals, readDismissers } from './dismissals.ts'
import { readFailedPrefetches } from './failed-prefetches.ts'
import { hasReceipts, insertFeedback } from './feedback.ts'
import type { Receipt } from './receipt.ts'
import { ReceiptWriter } from './receipts.ts'
import { readClicks } from './search-clicks.ts'

const { ownerUrl, roleUrl } = await testDatabase()
const database = createDatabase({ url: roleUrl('suggestion'), applicationName: 'test', pool: 2 })
const catalog = createDatabase({ url: roleUrl('search'), applicationName: 'test', pool: 1 })
const worker = createDatabase({ url: roleUrl('worker'), applicationName: 'test', pool: 2 })
const owner = createDatabase({ url: ownerUrl, applicationName: 'test', pool: 1 })
afterAll(() => Promise.all([database.close(), catalog.close(), worker.close(), owner.close()]))

type Who = Pick<Receipt, 'userId' | 'sessionId'>
const anyone: Who = { userId: undefined, sessionId: undefined }

async function give(tenantId: string, receipts: Record<string, Who>, own: Partial<Receipt> = {}) {
  const writer = new ReceiptWriter(database, { warn: () => {} })
  for (const [id, who] of Object.entries(receipts))
    writer.add({ tenantId, id, kind: 'search', itemIds: ['a', 'b'], scores: [1, 1], epoch: 1, ...who, ...own })
  await writer.close()
}
type Signal = Parameters<typeof insertFeedback>[1][number]['signal']
const tell = (tenantId: string, receiptId: string, itemId: string, signal: Signal) =>
  insertFeedback(database.background(tenantId), [{ receiptId, itemId, signal }])
const later = (hours: number) =>
  owner.platform(
    { name: 'wait' },
    (sql) => sql`update learning.feedback set received_at = received_at - make_interval(hours => ${hours})`,
  )

it('what a user or session dismissed is known by either, and to no other tenant', async () => {
  await give('shop', { r1: { userId: 'ann', sessionId: 's1' }, r2: { userId: 'bob', sessionId: undefined } })
  await give('other', { r1: { userId: 'ann', sessionId: 's1' } })
  await tell('shop', 'r1', 'a', 'dismiss')
  await tell('shop', 'r1', 'b', 'click')
  const dismissed = async (who: Partial<Who>, tenantId = 'shop') =>
    (await readDismissals(database.background(tenantId), who)).map(({ itemId }) => itemId)
  expect(await dismissed({ userId: 'ann' })).toEqual(['a'])
  expect(await dismissed({ sessionId: 's1' })).toEqual(['a'])
  expect(await readDismissers(database.background('shop'))).toEqual({ userIds: ['ann'], sessionIds: ['s1'] })
  expect(await readDismissers(database.background('other'))).toEqual({ userIds: [], sessionIds: [] })
  expect(await dismissed({ userId: 'ann', sessionId: 's1' })).toEqual(['a'])
  expect(await dismissed({ userId: 'bob' })).toEqual([])
  expect(await dismissed({ userId: 's1', sessionId: 'ann' })).toEqual([])
  expect(await dismissed({})).toEqual([])
  expect(await dismissed({ userId: 'ann' }, 'other')).toEqual([])
  await later(24)
  const [first] = await readDismissals(database.background('shop'), { userId: 'ann' })
  expect(first?.ageMs).toBeGreaterThanOrEqual(86_400_000)
  expect(first?.ageMs).toBeLessThan(2 * 86_400_000)
  await later(24 * 91)
  expect(await dismissed({ userId: 'ann' })).toEqual([])
})

it('tells whether all receipts are stored', async () => {
  await give('receipts', { r1: anyone, r2: anyone })
  const has = (...ids: string[]) => hasReceipts(database.background('receipts'), ids)
  expect(await has('r1', 'r2', 'r1')).toBe(true)
  expect(await has('r1', 'r3')).toBe(false)
})

it('a prefetch has failed if the newest report says so, of an answer that named the item, for a day', async () => {
  await give('site', { r1: anyone })
  const failed = () => readFailedPrefetches(database.background('site'), ['a', 'b', 'c'])
  for (const itemId of ['a', 'b', 'c']) await tell('site', 'r1', itemId, 'prefetchFailed')
  expect((await failed()).toSorted()).toEqual(['a', 'b'])
  await tell('site', 'r1', 'a', 'prefetchUsed')
  expect(await failed()).toEqual(['b'])
  await later(25)
  expect(await failed()).toEqual([])
})

it('clicks of one user on an item for a query count once a day, those of others each', async () => {
  await saveItems(
    catalog.background('clicks'),
    ['a', 'b'].map((id) => ({ id, title: id })),
  )
  const ann = { userId: 'ann', sessionId: undefined }
  const search = { query: 'tea', propensities: [1, 0.5], isBlended: true }
  await give(
    'clicks',
    { r1: ann, r2: ann, r3: { userId: 'bob', sessionId: undefined }, r4: anyone, r5: anyone },
    search,
  )
  await give('clicks', { r6: ann }, { ...search, query: 'cup' })
  for (const receiptId of ['r1', 'r2', 'r3', 'r4', 'r5', 'r6']) await tell('clicks', receiptId, 'a', 'click')
  await tell('clicks', 'r1', 'b', 'click')
  const clicks = await readClicks(worker.background('clicks'))
  expect(clicks.map(({ query, itemId }) => `${query} ${itemId}`).toSorted()).toEqual([
    ...['cup a', 'tea a', 'tea a', 'tea a', 'tea a', 'tea b'],
  ])
})

it('who dismissed anything is not told if that is more than 2,000 dismissals', async () => {
  const fill = (from: number, to: number) =>
    owner.platform(
      { name: 'fill' },
      (sql) => sql`
        insert into learning.feedback (tenant_id, receipt_id, item_id, signal, user_id, occurred_at)
        select 'many', n::text, 'a', 'dismiss', 'user ' || n % 3, now()
        from generate_series(${from}::int, ${to}::int) n`,
    )
  const users = async () => (await readDismissers(database.background('many')))?.userIds.toSorted()
  await fill(1, 2_000)
  expect(await users()).toEqual(['user 0', 'user 1', 'user 2'])
  await fill(2_001, 2_001)
  expect(await users()).toBeUndefined()
})
