import { calls, type SearchRequest } from '@inkling/contracts'
import { describe, expect, it } from 'vitest'
import { newTenant } from '../support/callers.ts'
import { eventually } from '../support/eventually.ts'

const shop = await newTenant()
const lamps = Array.from({ length: 30 }, (_, n) => ({
  id: `lamp-${n}`,
  title: `Lamp number ${n}`,
  text: 'gives light',
}))
const { headers } = await shop.call(calls.putItems, { body: lamps })
const token = { 'consistency-token': headers.get('consistency-token') ?? '' }
const search = async (more: Partial<SearchRequest> = {}) =>
  (await shop.call(calls.search, { body: { q: 'lamp', limit: 5, ...more }, headers: token })).body

/** Reindexes until a run has seen this many clicks. */
const reindex = (clicks: number) =>
  eventually(async () => {
    const { id } = (await shop.call(calls.createRun, { body: { kind: 'reindex' } })).body
    const { body } = await eventually(async () => {
      const operation = await shop.call(calls.getOperation, { params: { id } })
      expect(operation.body.state).toBe('succeeded')
      return operation
    })
    expect(body.result?.clicks).toBe(clicks)
    return body
  }, 30_000)

describe('clicks on results', () => {
  it('after a reindex, clicks raise the chosen item for the query, and the answer says why', async () => {
    const [first, chosen] = (await search()).data.map(({ itemId }) => itemId)
    expect(chosen).toBeDefined()
    for (let n = 0; n < 5; n++) {
      const { receiptId } = await search({ q: ' LAMP' })
      await shop.call(calls.postFeedback, { body: { receiptId, itemId: chosen, signal: 'click' } })
    }
    const { receiptId } = await search()
    await shop.call(calls.postEvents, { body: { type: 'view', userId: 'ada', itemId: chosen, receiptId } })
    const { result } = await reindex(6)
    expect(result).toMatchObject({ items: 30, queries: 1, popularItems: 1 })
    await eventually(async () => {
      const { data } = await search({ explain: true })
      expect(data.slice(0, 2).map(({ itemId }) => itemId)).toEqual([chosen, first])
      expect(data[0]?.reasons?.map(({ model }) => model)).toEqual(expect.arrayContaining(['lexical', 'clicks']))
    })
  })

  it('clicks do not change a search in mode lexical', async () => {
    const { data } = await search({ mode: 'lexical', explain: true })
    expect(data[0]?.reasons?.map(({ model }) => model)).not.toContain('clicks')
  })

  it.each(['auto', 'lexical', 'semantic', 'hybrid'] as const)('answers a search in mode %s', async (mode) => {
    expect((await search({ mode })).data.length).toBeGreaterThan(0)
  })
})

describe('a write after the reindex', () => {
  it('after a reindex, finds new items with their token and no deleted item', async () => {
    const put = await shop.call(calls.putItem, { params: { id: 'late' }, body: { title: 'Chandelier' } })
    const seen = { 'consistency-token': put.headers.get('consistency-token') ?? '' }
    const late = await shop.call(calls.search, { body: { q: 'chandelier' }, headers: seen })
    expect(late.body.data[0]?.itemId).toBe('late')
    const gone = await shop.call(calls.deleteItem, { params: { id: 'late' } })
    const after = { 'consistency-token': gone.headers.get('consistency-token') ?? '' }
    const { data } = (await shop.call(calls.search, { body: { q: 'chandelier' }, headers: after })).body
    expect(data.map(({ itemId }) => itemId)).not.toContain('late')
  })
})

describe('a deletion after clicks', () => {
  it('after its deletion, clicks on an item count no longer, also if its id is used again', async () => {
    const reasonsOf = async (itemId: string, headers: Record<string, string>) => {
      const body = { q: 'lamp', limit: 30, explain: true }
      const { data } = (await shop.call(calls.search, { body, headers })).body
      return data.find((ranked) => ranked.itemId === itemId)?.reasons?.map(({ model }) => model) ?? []
    }
    // An answer that was kept before the reindex may be served once more.
    const clicked = await eventually(async () => {
      const [{ itemId } = { itemId: '' }] = (await search()).data
      expect(await reasonsOf(itemId, {})).toContain('clicks')
      return itemId
    })
    await shop.call(calls.deleteItem, { params: { id: clicked } })
    const again = await shop.call(calls.putItem, { params: { id: clicked }, body: { title: 'Lamp number one again' } })
    const seen = { 'consistency-token': again.headers.get('consistency-token') ?? '' }
    const reasons = await reasonsOf(clicked, seen)
    expect(reasons).toContain('lexical')
    expect(reasons).not.toContain('clicks')
    await reindex(0)
  })
})
