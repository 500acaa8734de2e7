import type { Feedback } from '@inkling/contracts'
import { testDatabase } from '@inkling/testing'
import { afterAll, describe, expect, it } from 'vitest'
import { createDatabase } from '../client/create-database.ts'
import { hasReceipts, insertFeedback } from './feedback.ts'

const { ownerUrl, roleUrl } = await testDatabase()
const database = createDatabase({ url: roleUrl('suggestion'), applicationName: 'test', pool: 2 })
const owner = createDatabase({ url: ownerUrl, applicationName: 'test', pool: 1 })
afterAll(() => Promise.all([database.close(), owner.close()]))

const stored = (tenantId: string) =>
  owner.platform({ name: 'look' }, async (sql) => [
    ...(await sql`
      select receipt_id, item_id, signal, value, occurred_at, occurred_at = received_at as "isNow"
      from learning.feedback where tenant_id = ${tenantId} order by seq`),
  ])

describe('insertFeedback', () => {
  it('stores each line of feedback as it was sent, in its order', async () => {
    await insertFeedback(database.background('t'), [
      { receiptId: 'rcp_1', itemId: 'a', signal: 'purchase', value: 9.5, occurredAt: '2026-11-21T12:00:00Z' },
      { receiptId: 'rcp_2', itemId: 'b', signal: 'dismiss', occurredAt: '2026-11-21T12:00:01Z' },
    ])
    expect(await stored('t')).toMatchObject([
      {
        receipt_id: 'rcp_1',
        item_id: 'a',
        signal: 'purchase',
        value: 9.5,
        occurred_at: new Date('2026-11-21T12:00:00Z'),
      },
      { receipt_id: 'rcp_2', item_id: 'b', signal: 'dismiss', value: null },
    ])
  })

  it('takes feedback without a time to have happened now', async () => {
    await insertFeedback(database.background('now'), [{ receiptId: 'rcp_1', itemId: 'a', signal: 'click' }])
    expect(await stored('now')).toMatchObject([{ isNow: true }])
  })

  const click = (itemId: string, receiptId = 'rcp_1'): Feedback => ({ receiptId, itemId, signal: 'click' })

  it('counts a signal for an item of a receipt once: in a batch, across batches and in many batches at once', async () => {
    const tenant = database.background('once')
    const lines = [click('a'), click('b'), click('a'), { ...click('a'), value: 2 }, click('a', 'rcp_2')]
    expect(await insertFeedback(tenant, lines)).toEqual({ stored: 3, refused: [] })
    expect(await insertFeedback(tenant, [click('a'), { ...click('a'), signal: 'save' }])).toMatchObject({ stored: 1 })
    const many = Array.from({ length: 8 }, (_, n) => {
      const batch = Array.from({ length: 50 }, (_, i) => click(`item ${i}`, 'rcp_3'))
      return insertFeedback(tenant, n % 2 === 0 ? batch : batch.toReversed())
    })
    const answers = await Promise.all(many)
    expect(answers.reduce((sum, { stored }) => sum + stored, 0)).toBe(50)
    expect(await stored('once')).toHaveLength(54)
  })

  it('stores the same feedback of two tenants', async () => {
    for (const tenantId of ['first', 'second'])
      expect(await insertFeedback(database.background(tenantId), [click('a')])).toMatchObject({ stored: 1 })
  })

  it('refuses only the lines whose item the receipt does not have', async () => {
    await owner.platform(
      { name: 'fill' },
      (sql) => sql`
        insert into learning.receipts (tenant_id, id, kind, item_ids, scores, epoch)
        values ('shown', 'rcp_1', 'search', '{a,b}', '{1,1}', 1), ('shown', 'rcp_empty', 'search', '{}', '{}', 1),
          ('other', 'rcp_2', 'search', '{}', '{}', 1)`,
    )
    const tenant = database.background('shown')
    const lines = [click('a'), click('c'), click('a', 'rcp_empty'), click('a', 'rcp_2'), click('b')]
    const { stored: count, refused } = await insertFeedback(tenant, lines)
    expect(count).toBe(3)
    expect(refused.map(({ row }) => row)).toEqual([click('c'), click('a', 'rcp_empty')])
    expect(refused[0]?.fault).toMatchObject({ pointer: '/itemId', code: 'not_shown' })
    expect(await hasReceipts(tenant, ['rcp_1', 'rcp_1', 'rcp_empty'])).toBe(true)
    expect(await hasReceipts(tenant, ['rcp_1', 'rcp_2'])).toBe(false)
  })
})
