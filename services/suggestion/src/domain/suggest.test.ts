import type { SimilarRequest, SuggestionRequest } from '@inkling/contracts'
import { InklingError } from '@inkling/errors'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type SuggestionSources, suggest } from './suggest.ts'

const scored = (scores: Record<string, number>, epoch: number) => ({
  data: Object.entries(scores).map(([itemId, score]) => ({ itemId, score })),
  epoch,
})

const itemOf = (id: string) => ({ id, title: `Title of ${id}`, createdAt: '2026-11-21', updatedAt: '2026-11-21' })

/** Behaviour says b before c, words say c before d: together c, b, d. */
const wellSources: SuggestionSources = {
  related: async () => scored({ b: 1, c: 0.5 }, 7),
  predicted: async () => scored({ p: 0.4 }, 7),
  similar: async () => scored({ c: 0.8, d: 0.4 }, 5),
  lookUp: async ({ itemIds }) => itemIds.map(itemOf),
  dismissedBy: async () => [],
}

const away = async () => {
  throw new InklingError('dependency_unavailable', 'It is unavailable')
}
const withoutPrediction = { related: away, predicted: away }
const withoutSearch = { similar: away, lookUp: away }

const ask = (request: Partial<SuggestionRequest> = {}, own: Partial<SuggestionSources> = {}) =>
  suggest({ ...wellSources, ...own }, { context: { itemIds: ['a'] }, ...request })

async function idsOf(answer: ReturnType<typeof ask>) {
  return (await answer).data.map(({ itemId }) => itemId)
}

describe('suggest', () => {
  it('combines items that were used together with items that read alike', async () => {
    const { data, degraded } = await ask()
    expect(data.map(({ itemId }) => itemId)).toEqual(['c', 'b', 'd'])
    expect(data[0]).toEqual({ itemId: 'c', score: expect.closeTo(0.7), item: itemOf('c') })
    expect(degraded).toEqual([])
  })

  it('tells if a service has not seen the write that it was to wait for', async () => {
    const related = async () => ({ ...scored({ b: 1 }, 7), degraded: ['consistency'] })
    const similar = async () => ({ ...scored({ c: 1 }, 5), degraded: ['consistency'] })
    expect((await ask({}, { related, similar })).degraded).toEqual(['consistency'])
    const predicted = async () => ({ ...scored({ p: 1 }, 7), degraded: ['consistency'] })
    expect((await ask({ context: {} }, { predicted })).degraded).toEqual(['consistency'])
  })

  it('leaves out items that read alike while the load is high, and says so', async () => {
    const asked: string[] = []
    const similar: SuggestionSources['similar'] = async (request) => {
      asked.push('similar')
      return wellSources.similar(request)
    }
    const sources = { ...wellSources, similar }
    const answer = await suggest(sources, { context: { itemIds: ['a'] } }, { isLoadHigh: true })
    expect(answer.data.map(({ itemId }) => itemId)).toEqual(['b', 'c'])
    expect(answer.degraded).toEqual(['load'])
    expect(asked).toEqual([])
    expect((await suggest(sources, { context: { query: 'otters' } }, { isLoadHigh: true })).degraded).toEqual([])
    const without = await suggest(
      { ...sources, ...withoutPrediction },
      { context: { itemIds: ['a'] } },
      { isLoadHigh: true },
    )
    expect(without.data.map(({ itemId }) => itemId)).toEqual(['c', 'd'])
    expect(asked).toHaveLength(2)
  })

  it('asks for the next items of the user if the context has no items', async () => {
    const who: object[] = []
    const predicted: SuggestionSources['predicted'] = async (request) => {
      who.push(request)
      return scored({ p: 1 }, 7)
    }
    const request = { context: { query: 'otters' }, userId: 'u' }
    expect(await idsOf(ask(request, { predicted, related: away }))).toEqual(['p', 'c', 'd'])
    expect(who).toMatchObject([{ userId: 'u' }])
  })

  it('ranks matching words above popularity if no user is named', async () => {
    expect(await idsOf(ask({ context: { query: 'otters' } }))).toEqual(['c', 'd', 'p'])
  })

  it('passes the whole context on to search', async () => {
    const asked: SimilarRequest[] = []
    const similar: SuggestionSources['similar'] = async (request) => {
      asked.push(request)
      return scored({}, 5)
    }
    const context = { itemIds: ['a'], query: 'otters', tags: ['wild'] }
    await ask({ context, exclude: ['x'], filter: 'kind = "doc"' }, { similar })
    expect(asked).toMatchObject([
      { itemIds: ['a'], text: 'otters', tags: ['wild'], exclude: ['x'], filter: 'kind = "doc"' },
    ])
  })

  it('never suggests an item of the context or an excluded item', async () => {
    const related = async () => scored({ a: 1, b: 0.9, c: 0.8 }, 7)
    expect(await idsOf(ask({ exclude: ['b'] }, { related }))).toEqual(['c', 'd'])
  })

  it('answers without the prediction service, and says so', async () => {
    const { data, degraded } = await ask({}, withoutPrediction)
    expect(data.map(({ itemId }) => itemId)).toEqual(['c', 'd'])
    expect(degraded).toEqual(['prediction'])
  })

  it('answers without the search service, and says so once', async () => {
    const { data, degraded } = await ask({}, withoutSearch)
    expect(data).toEqual([
      { itemId: 'b', score: 1 },
      { itemId: 'c', score: 0.5 },
    ])
    expect(degraded).toEqual(['search'])
  })

  it('treats a source that fails unexpectedly as missing', async () => {
    const broken = async () => {
      throw new TypeError('undefined is not a function')
    }
    expect((await ask({}, { related: broken })).degraded).toEqual(['prediction'])
  })

  it('answers dependency_unavailable with a retry time when both sources are missing', async () => {
    const answer = ask({}, { ...withoutPrediction, ...withoutSearch })
    await expect(answer).rejects.toMatchObject({ code: 'dependency_unavailable', retryAfterSeconds: 2 })
  })

  it.each(['similar', 'lookUp'])('passes on the fault in a filter that %s reports', async (source) => {
    const refuse = async () => {
      throw new InklingError('validation_failed', 'The filter cannot be read')
    }
    await expect(ask({ filter: 'kind ?' }, { [source]: refuse })).rejects.toMatchObject({ code: 'validation_failed' })
  })

  it('shows only items that pass the filter', async () => {
    const lookUp: SuggestionSources['lookUp'] = async ({ itemIds, filter }) =>
      itemIds.filter((id) => filter === 'kind = "doc"' && id !== 'b').map(itemOf)
    expect(await idsOf(ask({ filter: 'kind = "doc"' }, { lookUp }))).toEqual(['c', 'd'])
  })

  it.each([withoutSearch, { lookUp: away }])('shows only items that the filter was checked on', async (missing) => {
    const { data, degraded } = await ask({ filter: 'kind = "doc"' }, missing)
    expect(data).toEqual([])
    expect(degraded).toEqual(['search'])
  })

  it('shows an item that was used but never described, when no filter was asked for', async () => {
    expect((await ask({}, { lookUp: async () => [] })).data[0]).toEqual({ itemId: 'c', score: expect.closeTo(0.7) })
  })

  it('answers with the epoch of the source that knew least', async () => {
    expect((await ask()).epoch).toBe(5)
    expect((await ask({}, withoutSearch)).epoch).toBe(7)
  })

  it('gives reasons only when asked to', async () => {
    expect((await ask()).data[0]).not.toHaveProperty('reasons')
    const { data } = await ask({ explain: true })
    expect(data[0]?.reasons?.map(({ model }) => model)).toEqual(['coOccurrence', 'textSimilarity'])
  })

  it('answers as many as asked for, ten unless told otherwise, a hundred at most', async () => {
    const names = Array.from({ length: 120 }, (_, place) => [`i${place}`, 1 - place / 200])
    const related: SuggestionSources['related'] = async ({ limit = 10 }) =>
      scored(Object.fromEntries(names.slice(0, limit)), 7)
    const own = { related, similar: async () => scored({}, 5) }
    for (const [limit, expected] of [
      [undefined, 10],
      [3, 3],
      [100, 100],
    ] as const)
      expect((await ask({ ...(limit && { limit }) }, own)).data).toHaveLength(expected)
  })

  it('ranks what the user dismissed last, and asks for it only if someone is named', async () => {
    const asked: object[] = []
    const dismissedBy: SuggestionSources['dismissedBy'] = async (who) => {
      asked.push(who)
      return ['c']
    }
    expect(await idsOf(ask({ userId: 'u', sessionId: 's' }, { dismissedBy }))).toEqual(['b', 'd', 'c'])
    expect(await idsOf(ask({}, { dismissedBy }))).toEqual(['c', 'b', 'd'])
    expect(asked).toEqual([{ userId: 'u', sessionId: 's' }])
  })

  it('answers while it is not known what the user dismissed, and says so', async () => {
    const { data, degraded } = await ask({ userId: 'u' }, { dismissedBy: away })
    expect(data).toHaveLength(3)
    expect(degraded).toEqual(['feedback'])
  })
})

describe('a slow service', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())
  const never = () => new Promise<never>(() => {})
  const hurried = (request: Partial<SuggestionRequest>, own: Partial<SuggestionSources>) =>
    suggest({ ...wellSources, ...own }, { context: { itemIds: ['a'] }, ...request }, { patienceMs: 200 })

  it.each([
    ['prediction', { related: never }, ['c', 'd']],
    ['search', { similar: never, lookUp: never }, ['b', 'c']],
    ['feedback', { dismissedBy: never }, ['c', 'b', 'd']],
  ])('the answer does not wait for %s once it has another leg, and says so', async (name, own, itemIds) => {
    const answer = hurried({ userId: 'u' }, own)
    await vi.advanceTimersByTimeAsync(300)
    expect((await answer).degraded).toEqual([name])
    expect(await idsOf(answer)).toEqual(itemIds)
  })

  it('the answer waits for the first leg however long that takes', async () => {
    const slow = Promise.withResolvers<ReturnType<typeof scored>>()
    const answer = hurried({}, { related: () => slow.promise, similar: never })
    await vi.advanceTimersByTimeAsync(10_000)
    slow.resolve(scored({ b: 1 }, 7))
    await vi.advanceTimersByTimeAsync(0)
    expect(await answer).toMatchObject({ data: [{ itemId: 'b' }], degraded: ['search'] })
  })

  it('the answer to a filter waits for search, because only search knows what a filter lets through', async () => {
    const found = Promise.withResolvers<ReturnType<typeof itemOf>[]>()
    const answer = hurried({ filter: 'attributes.colour = red' }, { lookUp: () => found.promise })
    await vi.advanceTimersByTimeAsync(10_000)
    found.resolve([itemOf('d')])
    expect(await idsOf(answer)).toEqual(['d'])
  })

  it('without patience the answer waits for both legs', async () => {
    const slow = Promise.withResolvers<ReturnType<typeof scored>>()
    const answer = ask({}, { similar: () => slow.promise })
    await vi.advanceTimersByTimeAsync(10_000)
    slow.resolve(scored({ d: 1 }, 5))
    expect((await answer).degraded).toEqual([])
  })
})
