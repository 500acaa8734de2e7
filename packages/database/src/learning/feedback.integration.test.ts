import type { Feedback } from '@inkling/contracts'
import { testDatabase } from '@inkling/testing'
import { afterAll, describe, expect, it } from 'vitest'
import { createDatabase } from '../client/create-database.ts'
import { hasReceipts, insertFeedback } from './feedback.ts'
import { countWaitingFeedback, joinWaitingFeedback } from './waiting-feedback.ts'

const { ownerUrl, roleUrl } = await testDatabase()
const database = createDatabase({ url: roleUrl('suggestion'), applicationName: 'test', pool: 2 })
const owner = createDatabase({ url: ownerUrl, applicationName: 'test', pool: 1 })
afterAll(() => Promise.all([database.close(), owner.close()]))

const stored = (tenantId: string) =>
  owner.platform({ name: 'look' }, async (sql) => [
    ...(await sql`
      select receipt_id, item_id, user_id, signal, value, occurred_at, occurred_at = received_at as "isNow"
      from learning.feedback where tenant_id = ${tenantId} order by seq`),
  ])

/** Receipts of answers that showed these items, some days ago. */
const answered = (tenantId: string, receipts: Record<string, readonly string[]>, daysAgo = 0) =>
  owner.platform({ name: 'fill' }, async (sql) => {
    for (const [id, items] of Object.entries(receipts))
      await sql`
        insert into learning.receipts (tenant_id, id, kind, user_id, item_ids, scores, epoch, created_at)
        values (${tenantId}, ${id}, 'search', 'ann', ${[...items]}, '{}', 1,
          now() - make_interval(secs => ${daysAgo * 86_400}))`
  })

const names = (count: number) => Array.from({ length: count }, (_, n) => `item ${n}`)

describe('insertFeedback', () => {
  it('stores each line of feedback as it was sent, in its order', async () => {
    await answered('t', { rcp_1: ['a'], rcp_2: ['b'] })
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
    await answered('now', { rcp_1: ['a'] })
    await insertFeedback(database.background('now'), [{ receiptId: 'rcp_1', itemId: 'a', signal: 'click' }])
    expect(await stored('now')).toMatchObject([{ isNow: true }])
  })

  const click = (itemId: string, receiptId = 'rcp_1'): Feedback => ({ receiptId, itemId, signal: 'click' })

  it('counts a signal for an item of a receipt once: in a batch, across batches and in many batches at once', async () => {
    await answered('once', { rcp_1: ['a', 'b'], rcp_2: ['a'], rcp_3: names(50) })
    const tenant = database.background('once')
    const lines = [click('a'), click('b'), click('a'), { ...click('a'), value: 2 }, click('a', 'rcp_2')]
    expect(await insertFeedback(tenant, lines)).toMatchObject({ stored: 3, waiting: 0, refused: [] })
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

  it('names the transaction that stored the lines, for reads to wait for', async () => {
    await answered('token', { rcp_1: ['a'] })
    const { transactionId } = await insertFeedback(database.background('token'), [click('a')])
    const [row] = await owner.platform(
      { name: 'look' },
      (sql) => sql<{ xid: string }[]>`select xid::text from learning.feedback where tenant_id = 'token'`,
    )
    expect(String(transactionId)).toBe(row?.xid)
  })

  it('refuses feedback on an answer that is older than 7 days', async () => {
    await answered('late', { old: ['a'] }, 7.01)
    await answered('late', { young: ['a'] }, 6.99)
    const { stored: count, refused } = await insertFeedback(database.background('late'), [
      click('a', 'old'),
      click('a', 'young'),
    ])
    expect(count).toBe(1)
    expect(refused).toMatchObject([{ row: click('a', 'old'), fault: { pointer: '/receiptId', code: 'too_late' } }])
  })

  it('feedback that arrives before its receipt waits for it, and is then checked like all other', async () => {
    const tenant = database.background('early')
    const lines = [click('a'), click('c'), click('a'), click('a', 'never')]
    expect(await insertFeedback(tenant, lines)).toMatchObject({ stored: 3, waiting: 3, refused: [] })
    expect(await insertFeedback(tenant, [click('a')])).toMatchObject({ stored: 0, waiting: 0 })
    expect(await stored('early')).toEqual([])
    const join = () => tenant.transaction('join', (sql) => joinWaitingFeedback(sql, 'early'))
    const count = () => tenant.transaction('count', (sql) => countWaitingFeedback(sql, 'early'))
    expect(await join()).toEqual({ joined: 0, waiting: 3 })
    await answered('early', { rcp_1: ['a', 'b'] })
    expect(await join()).toEqual({ joined: 1, waiting: 1 })
    expect(await stored('early')).toMatchObject([{ receipt_id: 'rcp_1', item_id: 'a', user_id: 'ann' }])
    expect(await count()).toEqual({ waiting: 1, unknown: 0 })
    await owner.platform(
      { name: 'wait' },
      (sql) => sql`update learning.waiting_feedback set received_at = now() - interval '16 minutes'`,
    )
    expect(await join()).toEqual({ joined: 0, waiting: 0 })
    expect(await count()).toEqual({ waiting: 0, unknown: 1 })
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
