import { calls, type SuggestionRequest } from '@inkling/contracts'
import { describe, expect, it } from 'vitest'
import { newTenant } from '../support/callers.ts'
import { eventually } from '../support/eventually.ts'

const shop = await newTenant()
const items = [
  { id: 'tent', title: 'Tent for two', tags: ['camping'], kind: 'gear' },
  { id: 'stove', title: 'Gas stove', tags: ['camping'], kind: 'gear' },
  { id: 'tent-large', title: 'Large tent for a family', tags: ['camping'], kind: 'gear' },
  { id: 'novel', title: 'A novel about mountains', tags: ['reading'], kind: 'book' },
]
const sessions = Array.from({ length: 10 }, (_, i) =>
  ['tent', 'stove'].map((itemId) => ({ type: 'view', sessionId: `s${i}`, userId: `u${i}`, itemId })),
)
await shop.call(calls.putItems, { body: items })
await shop.call(calls.postEvents, { body: sessions.flat() })

const suggest = async (body: SuggestionRequest) => (await shop.call(calls.suggest, { body })).body
const suggested = async (body: SuggestionRequest) => (await suggest(body)).data.map(({ itemId }) => itemId)
const besideTent = { context: { itemIds: ['tent'] } }

await eventually(async () =>
  expect((await suggested(besideTent)).toSorted()).toEqual(expect.arrayContaining(['stove', 'tent-large'])),
)

describe('suggestions', () => {
  it('suggests items that were used with the context and items with a similar text', async () => {
    const { data, meta } = await suggest({ ...besideTent, explain: true })
    const models = Object.fromEntries(
      data.map(({ itemId, reasons = [] }) => [itemId, reasons.map(({ model }) => model)]),
    )
    expect(models.stove).toContain('coOccurrence')
    expect(models['tent-large']).toContain('textSimilarity')
    expect(meta.degraded).toBeNull()
  })

  it('suggestions hold their items, by descending score', async () => {
    const { data } = await suggest(besideTent)
    expect(data[0]).toMatchObject({ itemId: 'stove', item: { id: 'stove', title: 'Gas stove' } })
    const scores = data.map(({ score }) => score)
    expect(scores).toEqual(scores.toSorted((a, b) => b - a))
  })

  it('never suggests the context or an excluded item', async () => {
    expect(await suggested(besideTent)).not.toContain('tent')
    expect(await suggested({ ...besideTent, exclude: ['stove'] })).not.toContain('stove')
  })

  it('suggests by the words and tags of the context', async () => {
    expect(await suggested({ context: { query: 'mountains' } })).toContain('novel')
    expect(await suggested({ context: { tags: ['reading'] } })).toContain('novel')
  })

  it('suggests for a user without a context', async () => {
    await shop.call(calls.postEvents, { body: { type: 'view', sessionId: 'now', itemId: 'tent' } })
    await eventually(async () => expect((await suggested({ sessionId: 'now', context: {} }))[0]).toBe('stove'))
  })

  it('suggestions respect the filter and the limit', async () => {
    expect(await suggested({ context: { itemIds: ['tent'], query: 'novel' }, filter: 'kind = "book"' })).toEqual([
      'novel',
    ])
    expect(await suggested({ ...besideTent, limit: 1 })).toHaveLength(1)
  })

  it('answers suggestions with an invalid filter with 422 and its column', async () => {
    const { body } = await shop.refused(calls.suggest, { body: { ...besideTent, filter: 'kind = doc' } })
    expect(body).toMatchObject({
      status: 422,
      errors: [{ pointer: '/filter', detail: expect.stringContaining('Column 8') }],
    })
  })

  it('answers a tenant without data with no suggestions and 200', async () => {
    const empty = await newTenant()
    expect((await empty.call(calls.suggest, { body: { context: {} } })).body.data).toEqual([])
  })
})

describe('a dismissed item', () => {
  it('a dismissed item leaves at once for the user and the session of the answer, and for nobody else', async () => {
    const me = { ...besideTent, userId: 'me', sessionId: 'mine' }
    const { receiptId, data } = await suggest(me)
    const [best, ...others] = data.map(({ itemId }) => itemId)
    const body = { receiptId, itemId: best ?? '', signal: 'dismiss' } as const
    await shop.call(calls.postFeedback, { body })
    for (const asker of [me, { ...besideTent, userId: 'me' }, { ...besideTent, sessionId: 'mine' }])
      expect(await suggested(asker)).toEqual(others)
    expect((await suggested({ ...besideTent, userId: 'other' }))[0]).toBe(best)
    expect((await suggested(besideTent))[0]).toBe(best)
  })

  it('an item that was dismissed in an answer of another kind leaves too', async () => {
    const { receiptId } = (await shop.call(calls.search, { body: { q: 'stove', userId: 'searcher' } })).body
    await shop.call(calls.postFeedback, { body: { receiptId, itemId: 'stove', signal: 'dismiss' } })
    expect(await suggested({ ...besideTent, userId: 'searcher' })).not.toContain('stove')
  })
})
