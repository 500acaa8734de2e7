import { calls, type SuggestionRequest } from '@inkling/contracts'
import { describe, expect, it } from 'vitest'
import { newTenant } from '../support/callers.ts'
import { eventually } from '../support/eventually.ts'
import { get } from '../support/get.ts'
import { sharedStack } from '../support/shared-stack.ts'

const shop = await newTenant({ plan: 'scale' })
const named = (ids: readonly string[], title: string, tags: string[]) =>
  ids.map((id, n) => ({ id, title: `${title} ${n}`, tags }))
/** What is used with the lamp, and what reads like it: disjoint, so that a click says which source knew. */
const together = ['bulb', 'cord', 'plug']
const alike = ['lamp-red', 'lamp-blue', 'lamp-green']
await shop.call(calls.putItems, {
  body: [
    { id: 'lamp', title: 'Desk lamp', tags: ['light'] },
    ...named(together, 'Hardware', ['shelf']),
    ...named(alike, 'Desk lamp', ['light']),
  ],
})
const sessions = Array.from({ length: 8 }, (_, i) =>
  ['lamp', ...together].map((itemId) => ({ type: 'view', sessionId: `s${i}`, itemId })),
)
await shop.call(calls.postEvents, { body: sessions.flat() })
for (const id of ['calm', 'noisy'])
  await shop.call(calls.putScenario, { params: { id }, body: { explorationRate: 0, swapRate: 0 } })

const suggest = async (body: Partial<SuggestionRequest> = {}) =>
  (await shop.call(calls.suggest, { body: { context: { itemIds: ['lamp'] }, scenario: 'calm', limit: 6, ...body } }))
    .body
const idsOf = ({ data }: Awaited<ReturnType<typeof suggest>>) => data.map(({ itemId }) => itemId)
await eventually(async () => expect(idsOf(await suggest()).toSorted()).toEqual([...together, ...alike].toSorted()))

type Weights = Readonly<Record<string, number>>
const weightsOf = async (scenario?: string) =>
  (await shop.call(calls.listWeights, { query: { ...(scenario && { scenario }) } })).body.data
const shareOf = (weights: Weights, name: string) =>
  (weights[name] ?? 0) / Object.values(weights).reduce((sum, weight) => sum + weight, 0)

let people = 0
async function choose(wanted: readonly string[], times: number, own: Partial<SuggestionRequest> = {}) {
  for (let n = 0; n < times; n++) {
    const { receiptId, data } = await suggest({ userId: `person ${people++}`, ...own })
    const itemId = data.map(({ itemId: id }) => id).find((id) => wanted.includes(id))
    if (itemId !== undefined) await shop.call(calls.postFeedback, { body: { receiptId, itemId, signal: 'click' } })
  }
}

describe('weights that suggestions learn', () => {
  it('rise for the source whose items are clicked, and the order of the next list follows', async () => {
    expect(idsOf(await suggest())[0]).not.toSatisfy((id: string) => alike.includes(id))
    await choose(alike, 40)
    await eventually(async () => {
      const [newest] = await weightsOf('calm')
      expect(shareOf(newest?.weights ?? {}, 'textSimilarity')).toBeGreaterThan(0.4)
      expect(alike).toContain(idsOf(await suggest())[0])
    })
  })

  it('stay as they are for another placement, which has not learned them', async () => {
    expect(await weightsOf('noisy')).toEqual([])
  })

  it('have a history, from which one call restores any state', async () => {
    const versions = await weightsOf('calm')
    const first = versions.at(-1)
    expect(versions.length).toBeGreaterThan(1)
    const { body } = await shop.call(calls.restoreWeights, {
      body: { scenario: 'calm', version: first?.version ?? 0 },
    })
    expect(first).toMatchObject({ version: 0, cause: 'started', cases: 0 })
    expect(body).toMatchObject({ cause: 'restored', weights: first?.weights })
    expect((await weightsOf('calm'))[0]).toMatchObject({ version: body.version, cause: 'restored' })
    const other = await newTenant()
    const { body: refusal } = await other.refused(calls.restoreWeights, { body: { scenario: 'calm', version: 1 } })
    expect(refusal.status).toBe(422)
  })

  it('an event on a suggested item counts as a click, without feedback', async () => {
    const { data, receiptId } = await suggest({ userId: 'quiet', sessionId: 'quiet' })
    const signals = async () => {
      const { items } = (await shop.call(calls.getReceipt, { params: { id: receiptId } })).body
      return items.flatMap(({ feedback }) => feedback.map(({ signal }) => signal))
    }
    await eventually(async () => expect(await signals()).toEqual([]))
    await shop.call(calls.postEvents, {
      body: { type: 'view', userId: 'quiet', sessionId: 'quiet', itemId: data[0]?.itemId },
    })
    await eventually(async () => {
      expect(await signals()).toEqual(['click'])
    }, 90_000)
  }, 120_000)
})

/** By all tests, so it may rise by more than one test adds. */
async function learnedFeedback(): Promise<number> {
  const { text } = await get('/metrics', {}, sharedStack().serviceUrls.suggestion)
  return Number(/^inkling_suggestion_feedback_learned_total (\d+)$/m.exec(text)?.[1] ?? 0)
}

describe('dismissals', () => {
  it('an item that thirty people dismissed is not first for the next one', async () => {
    const [first = ''] = idsOf(await suggest({ scenario: 'noisy' }))
    const before = await learnedFeedback()
    for (let n = 0; n < 30; n++) {
      const { receiptId } = await suggest({ scenario: 'noisy', userId: `critic ${n}` })
      await shop.call(calls.postFeedback, { body: { receiptId, itemId: first, signal: 'dismiss' } })
    }
    await eventually(async () => {
      const { data } = await suggest({ scenario: 'noisy', userId: 'newcomer', explain: true })
      expect(data[0]?.itemId).not.toBe(first)
      const fallen = data.find(({ itemId }) => itemId === first)
      expect(fallen?.reasons?.find(({ model }) => model === 'appeal')?.text).toMatch(/dismissed/)
      expect(await learnedFeedback()).toBeGreaterThanOrEqual(before + 30)
    })
  })

  it('many dismissals of one person change little for the others', async () => {
    const [best] = (await suggest({ userId: 'somebody before' })).data
    const first = best?.itemId ?? ''
    const answers = await Promise.all(Array.from({ length: 30 }, () => suggest({ userId: 'spammer' })))
    const body = answers.map(({ receiptId }) => ({ receiptId, itemId: first, signal: 'dismiss' as const }))
    const before = await learnedFeedback()
    expect((await shop.call(calls.postFeedback, { body })).body.accepted).toBe(30)
    await eventually(async () => expect(await learnedFeedback()).toBeGreaterThanOrEqual(before + 30))
    expect(idsOf(await suggest({ userId: 'spammer' }))).not.toContain(first)
    const { data } = await suggest({ userId: 'somebody else' })
    expect(data.find(({ itemId }) => itemId === first)?.score).toBeGreaterThan(0.5 * (best?.score ?? 0))
  })
})

describe('scenarios', () => {
  it('a scenario that does not exist is refused by its name', async () => {
    const { body } = await shop.refused(calls.suggest, { body: { context: {}, scenario: 'typo' } })
    expect(body).toMatchObject({
      status: 422,
      errors: [{ pointer: '/scenario', code: 'unknown', detail: expect.stringContaining('PUT /scenarios/typo') }],
    })
  })

  it('a scenario can be created, read, replaced and deleted, and is the tenant’s own', async () => {
    const put = (body: object) => shop.call(calls.putScenario, { params: { id: 'feed' }, body })
    expect((await put({ diversity: 0.4 })).status).toBe(201)
    const { body, status } = await put({ repeatMinutes: 5 })
    expect([status, body.diversity, body.repeatMinutes]).toEqual([200, undefined, 5])
    expect((await put(body)).status).toBe(200)
    expect((await shop.call(calls.listScenarios)).body.data.map(({ id }) => id)).toContain('feed')
    const other = await newTenant()
    expect((await other.call(calls.listScenarios)).body.data).toEqual([])
    await shop.call(calls.deleteScenario, { params: { id: 'feed' } })
    const { body: gone } = await shop.refused(calls.deleteScenario, { params: { id: 'feed' } })
    expect(gone.status).toBe(404)
  })

  it('a rule with a filter that cannot be read is refused when it is set, by its place', async () => {
    const boost = [
      { filter: 'kind = "doc"', factor: 2 },
      { filter: 'kind ?', factor: 2 },
    ]
    const { body } = await shop.refused(calls.putScenario, { params: { id: 'rules' }, body: { boost } })
    expect(body).toMatchObject({ status: 422, errors: [{ pointer: '/boost/1/filter' }] })
  })

  it('a placement that repeats nothing shows other items to the same session', async () => {
    await shop.call(calls.putScenario, {
      params: { id: 'once' },
      body: { repeatMinutes: 10, explorationRate: 0, swapRate: 0 },
    })
    const ask = () => suggest({ scenario: 'once', sessionId: 'browsing', limit: 2 })
    const shown = [idsOf(await ask()), idsOf(await ask()), idsOf(await ask())].flat()
    expect(new Set(shown).size).toBe(shown.length)
    expect((await ask()).meta.emptyBecause).toBe('exclusions')
  })
})

describe('pages of suggestions', () => {
  it('follow one another without a repeated item, to the end', async () => {
    const seen: string[] = []
    let cursor: string | null | undefined
    do {
      const answer = await suggest({ limit: 2, ...(cursor && { cursor }) })
      seen.push(...idsOf(answer))
      cursor = answer.page?.nextCursor
    } while (cursor)
    expect(seen.toSorted()).toEqual([...together, ...alike].toSorted())
  })

  it('a cursor belongs to its request and its tenant', async () => {
    const { page } = await suggest({ limit: 2 })
    const cursor = page?.nextCursor ?? ''
    for (const own of [{ context: { itemIds: ['bulb'] } }, { exclude: ['plug'] }, { cursor: `${cursor}x` }]) {
      const body = { context: { itemIds: ['lamp'] }, scenario: 'calm', limit: 2, cursor, ...own }
      expect((await shop.refused(calls.suggest, { body })).body.errors).toMatchObject([{ pointer: '/cursor' }])
    }
  })
})

describe('contexts', () => {
  it('an unknown item gives what everyone uses', async () => {
    expect(idsOf(await suggest({ context: { itemIds: ['unheard of'] } })).length).toBeGreaterThan(0)
  })

  it('a context of 1,000 items is refused clearly', async () => {
    const itemIds = Array.from({ length: 1_000 }, (_, n) => `item ${n}`)
    const { body } = await shop.refused(calls.suggest, { body: { context: { itemIds } } })
    expect(body).toMatchObject({ status: 422, errors: [{ pointer: '/context/itemIds' }] })
  })

  it('a page counts by the words of its title and address', async () => {
    const page = { url: 'https://shop.example/desk-lamp', title: 'Desk lamp' }
    expect(['lamp', ...alike]).toContain(idsOf(await suggest({ context: { page } }))[0])
  })

  it('filters that exclude each other leave an empty list with the reason', async () => {
    const { data, meta } = await suggest({ filter: 'kind = "a" and kind != "a"' })
    expect([data, meta.emptyBecause]).toEqual([[], 'filter'])
  })
})

describe('feedback', () => {
  it('returns a Consistency-Token, with which the next suggestions know it', async () => {
    const { receiptId, data } = await suggest({ userId: 'careful' })
    const itemId = data[0]?.itemId ?? ''
    const { headers } = await shop.call(calls.postFeedback, { body: { receiptId, itemId, signal: 'dismiss' } })
    const token = headers.get('consistency-token') ?? ''
    expect(token).toMatch(/^c/)
    const body = { context: { itemIds: ['lamp'] }, userId: 'careful' }
    const { body: next } = await shop.call(calls.suggest, { body, headers: { 'consistency-token': token } })
    expect(next.data.map(({ itemId: id }) => id)).not.toContain(itemId)
    expect(next.meta.degraded).toBeNull()
  })
})
