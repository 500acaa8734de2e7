import { calls } from '@inkling/contracts'
import { describe, expect, it } from 'vitest'
import { newTenant } from '../support/callers.ts'
import { eventually } from '../support/eventually.ts'

const shop = await newTenant({ plan: 'scale' })
await shop.call(calls.putItems, {
  body: ['tent', 'stove', 'lamp'].map((id) => ({ id, title: `A ${id}`, tags: ['camping'] })),
})
const sessions = Array.from({ length: 6 }, (_, i) =>
  ['tent', 'stove', 'lamp'].map((itemId) => ({ type: 'view', sessionId: `s${i}`, itemId })),
)
const { headers } = await shop.call(calls.postEvents, { body: sessions.flat() })
const token = { 'consistency-token': headers.get('consistency-token') ?? '' }
await eventually(async () => {
  const { body } = await shop.call(calls.search, { body: { q: 'tent' } })
  expect(body.meta.servedBy).toBe('index')
})

const answers = {
  prediction: () => shop.call(calls.predict, { body: { recent: ['tent'], userId: 'ann', limit: 3 }, headers: token }),
  suggestion: () =>
    shop.call(calls.suggest, { body: { context: { itemIds: ['tent'] }, userId: 'ann' }, headers: token }),
  search: () => shop.call(calls.search, { body: { q: 'camping tent', userId: 'ann' } }),
}
const read = async (id: string, query = {}) => (await shop.call(calls.getReceipt, { params: { id }, query })).body

describe('receipts', () => {
  it.each(Object.entries(answers))('a %s is explained from its receipt, and is made again alike', async (kind, ask) => {
    const { body } = await ask()
    const receipt = await read(body.receiptId)
    expect(receipt).toMatchObject({ kind, userId: 'ann', epoch: body.meta.epoch, requestDigest: expect.any(String) })
    expect(receipt.items.map(({ itemId }) => itemId)).toEqual(body.data.map(({ itemId }) => itemId))
    expect(receipt.model?.version).toBeTruthy()
    expect(receipt.summary[0]).toContain('the user ann')
    expect(receipt.replay?.outcome, JSON.stringify(receipt)).toBe('identical')
  })

  it('a suggestion’s receipt has the scores of its sources and the weights, and is ranked again alike', async () => {
    const { receiptId, data } = (await answers.suggestion()).body
    const { items, model, replay } = await read(receiptId)
    expect(model?.weights).toHaveProperty('coOccurrence')
    expect(replay?.ranking).toBe('identical')
    for (const [n, { reasons = [], score }] of items.entries()) {
      expect(score).toBeCloseTo(data[n]?.score ?? Number.NaN, 5)
      expect(reasons.reduce((sum, reason) => sum + reason.weight * reason.score, 0)).toBeCloseTo(score, 4)
    }
  })

  it('a receipt shows what became of its items, and can be read without making the answer again', async () => {
    const { receiptId, data } = (await answers.suggestion()).body
    const itemId = data[0]?.itemId ?? ''
    await shop.call(calls.postFeedback, { body: { receiptId, itemId, signal: 'save' } })
    const receipt = await read(receiptId, { replay: false })
    expect(receipt.items[0]?.feedback).toMatchObject([{ signal: 'save' }])
    expect(receipt.summary.at(-1)).toBe(`1 signal received: save on ${itemId}.`)
    expect(receipt).not.toHaveProperty('replay')
  })

  it('a prediction that the model would make otherwise now says that the model has changed', async () => {
    const { receiptId } = (await answers.prediction()).body
    const body = Array.from({ length: 40 }, (_, i) =>
      ['tent', 'lamp', 'stove'].map((itemId) => ({ type: 'view', sessionId: `later ${i}`, itemId })),
    ).flat()
    const written = await shop.call(calls.postEvents, { body })
    const later = { 'consistency-token': written.headers.get('consistency-token') ?? '' }
    await shop.call(calls.predict, { body: {}, headers: later })
    const { replay } = await read(receiptId)
    const because = expect.stringMatching(
      /version .*: it has 120 more events; its weights have learned from \d+ events since/,
    )
    expect(replay).toMatchObject({ outcome: 'changed', because })
    expect(replay?.data?.length).toBeGreaterThan(0)
  })

  it('a prediction whose item was deleted since says so, although the model is the same', async () => {
    const { receiptId, data } = (await answers.prediction()).body
    const { itemId = '' } = data[0] ?? {}
    const { headers } = await shop.call(calls.deleteItem, { params: { id: itemId } })
    const later = { 'consistency-token': headers.get('consistency-token') ?? '' }
    await shop.call(calls.predict, { body: {}, headers: later })
    const { replay } = await read(receiptId)
    const because = expect.stringMatching(
      /^The model has changed since: other items are deleted, merged or set to expire/,
    )
    expect(replay).toMatchObject({ outcome: 'changed', because })
    expect(replay?.data?.map((item) => item.itemId)).not.toContain(itemId)
  })

  it('the receipt of another tenant looks like one that was never given', async () => {
    const { receiptId } = (await answers.search()).body
    const other = await newTenant()
    const refuse = async (id: string) => (await other.refused(calls.getReceipt, { params: { id } })).body
    const [theirs, none] = [await refuse(receiptId), await refuse(receiptId.replace(/.$/, '_'))]
    expect([theirs.status, theirs.detail]).toEqual([404, none.detail])
  })

  it('a receipt that consent forbade to store is gone', async () => {
    const { body } = await shop.call(calls.predict, { body: { userId: 'ann' }, headers: { consent: 'none' } })
    const refusal = await shop.refused(calls.getReceipt, { params: { id: body.receiptId } })
    expect(refusal.body).toMatchObject({ status: 410, code: 'gone' })
  })
})
