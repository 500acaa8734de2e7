import { testDatabase } from '@inkling/testing'
import { afterAll, describe, expect, it } from 'vitest'
import { createDatabase } from '../client/create-database.ts'
import { insertFeedback } from './feedback.ts'
import { ensureReceiptPartitions } from './partitions.ts'
import { readReceipt } from './read-receipt.ts'
import type { Receipt } from './receipt.ts'
import { ReceiptWriter } from './receipts.ts'

const { ownerUrl, roleUrl } = await testDatabase()
const database = createDatabase({ url: roleUrl('suggestion'), applicationName: 'test', pool: 2 })
const worker = createDatabase({ url: roleUrl('worker'), applicationName: 'test', pool: 1 })
const owner = createDatabase({ url: ownerUrl, applicationName: 'test', pool: 1 })
afterAll(() => Promise.all([database.close(), worker.close(), owner.close()]))

async function give(id: string, own: Partial<Receipt> = {}) {
  const writer = new ReceiptWriter(database, { warn: () => {} })
  const answer = { kind: 'suggestion', itemIds: ['a', 'b'], scores: [1, 0.5], epoch: 7 } as const
  writer.add({ tenantId: 'shop', id, userId: 'ann', sessionId: undefined, ...answer, ...own })
  await writer.close()
}
const read = (id: string, tenantId = 'shop') => readReceipt(database.background(tenantId), id)

describe('readReceipt', () => {
  it('returns what was answered and asked, and the feedback on it, to its tenant alone', async () => {
    const details = { version: 3, scores: [[1], [0.5]] }
    const atMs = Date.parse('2026-11-29T12:00:00.123Z')
    await give('r1', { request: { limit: 2 }, details, scenario: 'home', propensities: [1, 0.9], atMs: Date.now() })
    await insertFeedback(database.background('shop'), [{ receiptId: 'r1', itemId: 'b', signal: 'click' }])
    expect(await read('r1')).toEqual({
      ...{
        id: 'r1',
        kind: 'suggestion',
        createdAt: expect.any(Date),
        userId: 'ann',
        sessionId: null,
        scenario: 'home',
      },
      ...{ itemIds: ['a', 'b'], scores: [1, 0.5], propensities: [1, 0.9], epoch: 7, request: { limit: 2 }, details },
      requestDigest: expect.stringMatching(/^[0-9a-f]{16}$/),
      feedback: [{ itemId: 'b', signal: 'click', occurredAt: expect.stringMatching(/^20.*Z$/) }],
    })
    await give('r2', { atMs })
    expect((await read('r2'))?.createdAt.getTime()).toBe(atMs)
    expect(await read('r1', 'other')).toBeUndefined()
    expect(await read('r0')).toBeUndefined()
  })

  it('equal requests have equal digests, whatever the order of their fields', async () => {
    await give('d1', { request: { limit: 2, context: { tags: ['x'], query: 'q' } } })
    await give('d2', { request: { context: { query: 'q', tags: ['x'] }, limit: 2 } })
    await give('d3', { request: { context: { query: 'q', tags: ['y'] }, limit: 2 } })
    const digests = await Promise.all(['d1', 'd2', 'd3'].map(async (id) => (await read(id))?.requestDigest))
    expect(digests[0]).toBe(digests[1])
    expect(digests[2]).not.toBe(digests[0])
  })
})

describe('the partitions of receipts', () => {
  const partitions = async () => {
    const rows = await owner.platform(
      { name: 'look' },
      (sql) => sql<{ name: string }[]>`
        select inhrelid::regclass::text as name from pg_inherits where inhparent = 'learning.receipts'::regclass`,
    )
    return rows.map(({ name }) => name.replace('learning.', '')).toSorted()
  }
  const monthOf = (date: Date) => `receipts_${date.toISOString().slice(0, 7).replace('-', '_')}`
  const create = (month: string, from: string, to: string) =>
    owner.platform({ name: 'make' }, (sql) =>
      sql.unsafe(
        `create table learning.${month} partition of learning.receipts for values from ('${from}') to ('${to}')`,
      ),
    )

  it('a receipt is stored in the month of its answer, and in the default partition if that has none', async () => {
    await give('p1')
    await give('p2', { atMs: Date.parse('2020-02-03T00:00:00Z') })
    const rows = await owner.platform(
      { name: 'look' },
      (sql) => sql<{ id: string; name: string }[]>`
        select id, tableoid::regclass::text as name from learning.receipts where id in ('p1', 'p2') order by id`,
    )
    expect(rows.map(({ name }) => name)).toEqual([`learning.${monthOf(new Date())}`, 'learning.receipts_default'])
  })

  it('months are created ahead, and past ones that are empty are dropped', async () => {
    const now = new Date()
    const ahead = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 4, 1))
    await create('receipts_2021_01', '2021-01-01', '2021-02-01')
    await create('receipts_2021_02', '2021-02-01', '2021-03-01')
    await give('old', { atMs: Date.parse('2021-02-03T00:00:00Z') })
    expect(await ensureReceiptPartitions(worker, 4)).toBe(2)
    const after = await partitions()
    expect(after).toContain(monthOf(ahead))
    expect(after).toContain('receipts_2021_02')
    expect(after).not.toContain('receipts_2021_01')
    expect(await read('old')).toBeDefined()
    expect(await ensureReceiptPartitions(worker, 4)).toBe(0)
  })

  it('receipts of a month that were stored before its partition move into it', async () => {
    const now = new Date()
    const future = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 5, 10))
    await give('early', { atMs: future.getTime() })
    await ensureReceiptPartitions(worker, 5)
    const [row] = await owner.platform(
      { name: 'look' },
      (sql) => sql<{ name: string }[]>`
        select tableoid::regclass::text as name from learning.receipts where id = 'early'`,
    )
    expect(row?.name).toBe(`learning.${monthOf(future)}`)
  })
})
