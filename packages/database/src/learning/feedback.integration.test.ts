import { testDatabase } from '@inkling/testing'
import { afterAll, describe, expect, it } from 'vitest'
import { createDatabase } from '../client/create-database.ts'
import { insertFeedback } from './feedback.ts'

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
})
