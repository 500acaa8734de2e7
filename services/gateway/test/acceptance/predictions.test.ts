import { calls } from '@inkling/contracts'
import { describe, expect, it } from 'vitest'
import { newTenant, type TestTenant } from '../support/callers.ts'
import { eventually } from '../support/eventually.ts'

const minuteMs = 60_000

/** Twenty people whose sessions go bread → butter, and sometimes on to jam or honey. */
async function breakfastTenant(): Promise<TestTenant> {
  const tenant = await newTenant()
  const startMs = Date.now() - 24 * 60 * minuteMs
  const body = Array.from({ length: 20 }, (_, person) =>
    ['bread', 'butter', person % 4 === 0 ? 'honey' : 'jam'].map((itemId, step) => ({
      type: 'view',
      userId: `user-${person}`,
      sessionId: `session-${person}`,
      itemId,
      occurredAt: new Date(startMs + (person * 30 + step) * minuteMs).toISOString(),
    })),
  ).flat()
  await tenant.call(calls.postEvents, { body })
  return tenant
}

const shop = await breakfastTenant()
const predict = async (body: object, headers = {}) => (await shop.call(calls.predict, { body, headers })).body
const itemIds = ({ data }: Awaited<ReturnType<typeof predict>>) => data.map(({ itemId }) => itemId)

/** The model knows the events of the tenant. */
await eventually(async () => expect(itemIds(await predict({ recent: ['bread'] }))).toContain('butter'))

describe('what comes next', () => {
  it('predicts first the item that followed most often', async () => {
    expect(itemIds(await predict({ sessionId: 'new', recent: ['bread'] }))[0]).toBe('butter')
    expect(itemIds(await predict({ sessionId: 'new', recent: ['bread', 'butter'] }))[0]).toBe('jam')
  })

  it('probabilities descend, lie in [0, 1] and sum to at most 1', async () => {
    for (const body of [{ recent: ['bread'] }, { userId: 'user-3' }, { sessionId: 'nobody' }, { limit: 100 }]) {
      const probabilities = (await predict(body)).data.map(({ probability = Number.NaN }) => probability)
      expect(probabilities.length).toBeGreaterThan(0)
      expect(probabilities).toEqual(probabilities.toSorted((a, b) => b - a))
      expect(probabilities.every((probability) => probability >= 0 && probability <= 1)).toBe(true)
      expect(probabilities.reduce((sum, probability) => sum + probability, 0)).toBeLessThanOrEqual(1 + 1e-9)
    }
  })

  it('answers an unknown user with a fallback, not with an error', async () => {
    const { data, receiptId } = await predict({ userId: 'stranger', sessionId: 'never-seen' })
    expect(data.length).toBeGreaterThan(0)
    expect(receiptId).toMatch(/^rcp_/)
  })

  it('answers a tenant without events with no predictions and 200', async () => {
    const empty = await newTenant()
    expect((await empty.call(calls.predict, { body: { userId: 'anyone' } })).body.data).toEqual([])
  })

  it('predicts items that were already seen, because people return', async () => {
    expect(itemIds(await predict({ sessionId: 'session-1', userId: 'user-1', limit: 100 }))).toContain('bread')
  })
})

describe('an item that nobody has used yet', () => {
  it('predicts an unused item beside items with a similar text, and from it', async () => {
    const items = [
      { id: 'rye', title: 'Rye sourdough loaf' },
      { id: 'spelt', title: 'Spelt sourdough loaf' },
      { id: 'new', title: 'Einkorn sourdough loaf' },
      { id: 'mug', title: 'Enamel mug' },
    ]
    const bakery = await newTenant()
    await bakery.call(calls.putItems, { body: items })
    const visits = Array.from({ length: 20 }, (_, n) =>
      ['rye', n % 2 ? 'mug' : 'spelt'].map((itemId) => ({ type: 'view', sessionId: `visit-${n}`, itemId })),
    )
    await bakery.call(calls.postEvents, { body: visits.flat() })
    const next = async (itemId: string) =>
      itemIds((await bakery.call(calls.predict, { body: { recent: [itemId] } })).body)
    await eventually(async () => expect(await next('rye')).toContain('new'))
    const fromNew = await next('new')
    expect(fromNew.indexOf('spelt')).toBeLessThan(fromNew.indexOf('mug'))
  })
})

describe('what may be asked', () => {
  it('uses `recent` instead of the stored session', async () => {
    const stored = await predict({ sessionId: 'session-1', limit: 1 })
    const replaced = await predict({ sessionId: 'session-1', recent: ['bread'], limit: 1 })
    expect(itemIds(stored)).not.toEqual(itemIds(replaced))
    expect(itemIds(replaced)).toEqual(['butter'])
  })

  it('lists at most `limit` predictions', async () => {
    expect((await predict({ recent: ['bread'], limit: 2 })).data).toHaveLength(2)
  })

  it('leaves out predictions below minProbability, all of them if need be', async () => {
    const [first, second] = (await predict({ recent: ['bread'] })).data
    const between = ((first?.probability ?? 0) + (second?.probability ?? 0)) / 2
    expect(itemIds(await predict({ recent: ['bread'], minProbability: between }))).toEqual(['butter'])
    expect((await predict({ recent: ['bread'], minProbability: 1 })).data).toEqual([])
  })

  it('gives reasons with weights that sum to 1 only if explain is set', async () => {
    const [plain] = (await predict({ recent: ['bread'], limit: 1 })).data
    expect(plain).not.toHaveProperty('reasons')
    const [explained] = (await predict({ recent: ['bread'], limit: 1, explain: true })).data
    const reasons = explained?.reasons ?? []
    expect(reasons.map(({ model }) => model)).toContain('vmisKnn')
    expect(reasons.every(({ weight }) => weight >= 0 && weight <= 1)).toBe(true)
  })
})

describe('freshness', () => {
  it('an event changes the next prediction within a second', async () => {
    await shop.call(calls.postEvents, { body: { type: 'view', sessionId: 'live', itemId: 'bread' } })
    await eventually(async () => expect(itemIds(await predict({ sessionId: 'live' }))[0]).toBe('butter'), 1000)
  })

  it('predicts a new item within a second of its first use', async () => {
    const first = { type: 'view', sessionId: 'live-2', itemId: 'marmalade' }
    await shop.call(calls.postEvents, { body: first })
    await eventually(
      async () => expect(itemIds(await predict({ sessionId: 'live-2', limit: 100 }))).toContain('marmalade'),
      1000,
    )
  })

  it('a prediction with the Consistency-Token of events knows these events', async () => {
    const { headers } = await shop.call(calls.postEvents, {
      body: { type: 'view', sessionId: 'tokened', itemId: 'bread' },
    })
    const token = { 'consistency-token': headers.get('consistency-token') ?? '' }
    const answer = await predict({ sessionId: 'tokened' }, token)
    expect(itemIds(answer)[0]).toBe('butter')
    expect(answer.meta.degraded).toBeNull()
  })

  it('the epoch of predictions never decreases', async () => {
    const before = (await predict({ recent: ['bread'] })).meta.epoch
    await shop.call(calls.postEvents, { body: { type: 'view', sessionId: 'epoch', itemId: 'bread' } })
    await eventually(async () => expect((await predict({ recent: ['bread'] })).meta.epoch).toBeGreaterThan(before))
  })
})
