import type { SimilarRequest, SuggestionRequest } from '@inkling/contracts'
import { InklingError } from '@inkling/errors'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { relatedItems } from '../test/related-items.ts'
import { unknownBasis } from './basis.ts'
import { shortHash } from './shown-items.ts'
import { suggest } from './suggest.ts'
import type { SuggestionSources } from './suggestion-sources.ts'

const scored = (scores: Record<string, number>, epoch: number) => ({
  data: Object.entries(scores).map(([itemId, score]) => ({ itemId, score })),
  epoch,
})

const together = (scores: Record<string, number>, epoch: number) => relatedItems({ coOccurrence: scores }, epoch)

const itemOf = (id: string) => ({ id, title: `Title of ${id}`, createdAt: '2026-11-21', updatedAt: '2026-11-21' })

/** Behaviour says b before c, words say c before d: together c, b, d. The weights are 3 and 2.5. */
const wellSources: SuggestionSources = {
  related: async () => together({ b: 1, c: 0.5 }, 7),
  similar: async () => scored({ c: 0.8, d: 0.4 }, 5),
  lookUp: async ({ itemIds }) => ({ data: itemIds.map(itemOf) }),
  dismissedBy: async () => [],
  shownTo: async () => [],
  basisOf: async () => unknownBasis(),
}
/** Of the sources in these doubles. */
const [behaviourShare, wordsShare] = [3 / 5.5, 2.5 / 5.5]

const others = (own: Record<string, Record<string, number>>) => async () => relatedItems(own, 7)

const away = async () => {
  throw new InklingError('dependency_unavailable', 'It is unavailable')
}
const withoutPrediction = { related: away }
const withoutSearch = { similar: away, lookUp: away }

const dayMs = 86_400_000

const ask = (request: Partial<SuggestionRequest> = {}, own: Partial<SuggestionSources> = {}) =>
  suggest({ ...wellSources, ...own }, { context: { itemIds: ['a'] }, ...request })

async function idsOf(answer: ReturnType<typeof ask>) {
  return (await answer).data.map(({ itemId }) => itemId)
}

describe('suggest', () => {
  it('combines items that were used together with items that read alike', async () => {
    const { data, degraded } = await ask()
    expect(data.map(({ itemId }) => itemId)).toEqual(['c', 'b', 'd'])
    expect(data[0]).toEqual({
      itemId: 'c',
      score: expect.closeTo(behaviourShare * 0.5 + wordsShare),
      item: itemOf('c'),
    })
    expect(degraded).toEqual([])
  })

  it('tells if a service has not seen the write that it was to wait for', async () => {
    const related = async () => ({ ...together({ b: 1 }, 7), degraded: ['consistency'] })
    const similar = async () => ({ ...scored({ c: 1 }, 5), degraded: ['consistency'] })
    expect((await ask({}, { related, similar })).degraded).toEqual(['consistency'])
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

  it('asks behaviour about the user, the items and the time of the context', async () => {
    const asked: object[] = []
    const related: SuggestionSources['related'] = async (request) => {
      asked.push(request)
      return relatedItems({ nextItem: { p: 0.4 } }, 7)
    }
    const context = { itemIds: ['a'], at: '2026-11-23T09:00:00Z' }
    expect(await idsOf(ask({ context, userId: 'u', sessionId: 's' }, { related }))).toEqual(['c', 'p', 'd'])
    expect(asked).toEqual([{ itemIds: ['a'], userId: 'u', sessionId: 's', at: context.at, limit: 60 }])
  })

  it('ranks matching words above what everyone uses', async () => {
    const related = others({ trend: { p: 1 } })
    expect(await idsOf(ask({ context: { query: 'otters' } }, { related }))).toEqual(['c', 'd', 'p'])
  })

  it('items that nobody knows leave what everyone uses, and what is used at this hour', async () => {
    const related = others({ trend: { p: 1, q: 0.5 }, usualHour: { q: 0.1 } })
    const answer = ask({ context: { itemIds: ['unheard of'] } }, { related, similar: async () => scored({}, 5) })
    expect(await idsOf(answer)).toEqual(['q', 'p'])
  })

  it('a source that this version does not know changes nothing', async () => {
    const related = others({ clairvoyance: { p: 1 } })
    expect(await idsOf(ask({}, { related }))).toEqual(['c', 'd'])
  })

  it('passes the whole context on to search', async () => {
    const asked: SimilarRequest[] = []
    const similar: SuggestionSources['similar'] = async (request) => {
      asked.push(request)
      return scored({}, 5)
    }
    const page = { title: 'River life', url: 'https://site.example/animals/giant%20otter?ref=1' }
    const context = { itemIds: ['a'], query: 'otters', tags: ['wild'], page }
    await ask({ context, exclude: ['x'], filter: 'kind = "doc"' }, { similar })
    const text = 'otters River life animals giant otter'
    expect(asked).toMatchObject([{ itemIds: ['a'], text, tags: ['wild'], exclude: ['x'], filter: 'kind = "doc"' }])
  })

  it('never suggests an item of the context or an excluded item', async () => {
    const related = async () => together({ a: 1, b: 0.9, c: 0.8 }, 7)
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
    const lookUp: SuggestionSources['lookUp'] = async ({ itemIds, filter }) => ({
      data: itemIds.filter((id) => filter === 'kind = "doc"' && id !== 'b').map(itemOf),
    })
    expect(await idsOf(ask({ filter: 'kind = "doc"' }, { lookUp }))).toEqual(['c', 'd'])
  })

  it.each([withoutSearch, { lookUp: away }])('shows only items that the filter was checked on', async (missing) => {
    const { data, degraded } = await ask({ filter: 'kind = "doc"' }, missing)
    expect(data).toEqual([])
    expect(degraded).toEqual(['search'])
  })

  it('shows an item that was used but never described, when no filter was asked for', async () => {
    const { data } = await ask({}, { lookUp: async () => ({ data: [] }) })
    expect(data[0]).toEqual({ itemId: 'c', score: expect.closeTo(behaviourShare * 0.5 + wordsShare) })
  })

  it('answers with the epoch of the source that knew least', async () => {
    expect((await ask()).epoch).toBe(5)
    expect((await ask({}, withoutSearch)).epoch).toBe(7)
  })

  it('gives reasons only when asked to', async () => {
    expect((await ask()).data[0]).not.toHaveProperty('reasons')
    const { data } = await ask({ explain: true })
    expect(data[0]?.reasons).toEqual([
      {
        model: 'textSimilarity',
        weight: expect.closeTo(wordsShare),
        score: 1,
        text: 'Reads like “Title of a”',
      },
      {
        model: 'coOccurrence',
        weight: expect.closeTo(behaviourShare),
        score: 0.5,
        text: 'Often used together with “Title of a”',
      },
    ])
  })

  it('the reasons add up to the score, whatever lowered or raised it', async () => {
    const outcomes = new Map([['c', { clicks: 0, dismissals: 4, expected: 1 }]])
    const boost = [{ filter: 'kind = "doc"', factor: 2 }]
    const lookUp: SuggestionSources['lookUp'] = async ({ itemIds }) => ({
      data: itemIds.map(itemOf),
      meeting: [['c']],
    })
    const basisOf = async () => ({ ...unknownBasis(), outcomes })
    const { data } = await ask({ explain: true, boost }, { basisOf, lookUp })
    for (const { score, reasons = [] } of data)
      expect(reasons.reduce((sum, reason) => sum + reason.weight * reason.score, 0)).toBeCloseTo(score, 9)
    const c = data.find(({ itemId }) => itemId === 'c')
    expect(c?.reasons?.map(({ model }) => model)).toEqual(['textSimilarity', 'coOccurrence', 'appeal', 'boost'])
  })

  it('answers as many as asked for, ten unless told otherwise, a hundred at most', async () => {
    const names = Array.from({ length: 120 }, (_, place) => [`i${place}`, 1 - place / 200])
    const related: SuggestionSources['related'] = async ({ limit = 10 }) =>
      together(Object.fromEntries(names.slice(0, limit)), 7)
    const own = { related, similar: async () => scored({}, 5) }
    for (const [limit, expected] of [
      [undefined, 10],
      [3, 3],
      [100, 100],
    ] as const)
      expect((await ask({ ...(limit && { limit }) }, own)).data).toHaveLength(expected)
  })

  it('asks each source for what is left out besides, and for more with a filter', async () => {
    const limits: (number | undefined)[] = []
    const related: SuggestionSources['related'] = async ({ limit }) => {
      limits.push(limit)
      return together({ b: 1 }, 7)
    }
    await ask({ limit: 20, exclude: ['x', 'y'] }, { related })
    await ask({ limit: 20, filter: 'kind = "page"' }, { related })
    await ask({ limit: 100, exclude: Array.from({ length: 500 }, (_, n) => `x${n}`) }, { related })
    expect(limits).toEqual([72, 170, 600])
  })

  it('never shows what the user dismissed lately, and asks for it only if someone is named', async () => {
    const asked: object[] = []
    const dismissedBy: SuggestionSources['dismissedBy'] = async (who) => {
      asked.push(who)
      return [{ itemId: 'c', ageMs: 29 * dayMs }]
    }
    expect(await idsOf(ask({ userId: 'u', sessionId: 's' }, { dismissedBy }))).toEqual(['b', 'd'])
    expect(await idsOf(ask({}, { dismissedBy }))).toEqual(['c', 'b', 'd'])
    expect(asked).toEqual([{ userId: 'u', sessionId: 's' }])
  })

  it('answers while it is not known what the user dismissed, and says so', async () => {
    const { data, degraded } = await ask({ userId: 'u' }, { dismissedBy: away })
    expect(data).toHaveLength(3)
    expect(degraded).toEqual(['feedback'])
  })
})

describe('learned ranking', () => {
  const by = (own: Partial<ReturnType<typeof unknownBasis>>): Partial<SuggestionSources> => ({
    basisOf: async () => ({ ...unknownBasis(), ...own }),
  })
  const named = { userId: 'u' }

  it('ranks by the learned weights', async () => {
    expect(await idsOf(ask({}, by({ weights: [5, 0, 0, 0, 0, 0] })))).toEqual(['b', 'c', 'd'])
    expect(await idsOf(ask({}, by({ weights: [0, 0, 5, 0, 0, 0] })))).toEqual(['c', 'd', 'b'])
  })

  it('answers by equal weights if only sources of weight 0 list anything', async () => {
    const { data } = await ask({}, by({ weights: [0, 0, 0, 1, 1, 1] }))
    expect(data.map(({ score }) => score)).toEqual([0.75, 0.5, 0.25])
  })

  it('an item that others dismissed often leaves the first place', async () => {
    const outcomes = new Map([['c', { clicks: 0, dismissals: 30, expected: 3 }]])
    expect((await idsOf(ask({}, by({ outcomes })))).at(-1)).toBe('c')
  })

  it('a dismissal fades: hidden for 30 days, then low, at last high again', async () => {
    const daysLater = (days: number) =>
      idsOf(ask(named, { dismissedBy: async () => [{ itemId: 'c', ageMs: days * dayMs }] }))
    expect(await daysLater(31)).toEqual(['b', 'd', 'c'])
    expect(await daysLater(89)).toEqual(['c', 'b', 'd'])
  })

  it('an item that resembles a dismissed one falls a little', async () => {
    const lookUp: SuggestionSources['lookUp'] = async ({ itemIds }) => ({
      data: itemIds.map((id) => ({
        ...itemOf(id),
        title: id === 'b' ? 'Tin roof' : 'Glass door',
        tags: [`tag of ${id}`],
      })),
    })
    const dismissedBy = async () => [{ itemId: 'x', ageMs: 0 }]
    const scoreOf = async (own: Partial<SuggestionSources>) =>
      Object.fromEntries((await ask(named, { lookUp, ...own })).data.map(({ itemId, score }) => [itemId, score]))
    const [before, after] = [await scoreOf({}), await scoreOf({ dismissedBy })]
    expect(after.b).toBe(before.b)
    expect(after.c).toBeLessThan(before.c ?? 0)
    expect(after.c).toBeGreaterThan(0.7 * (before.c ?? 0))
  })

  it('says that the weights are missing, and ranks by those that everyone starts from', async () => {
    const { data, degraded } = await ask({}, { basisOf: away })
    expect(data.map(({ itemId }) => itemId)).toEqual(['c', 'b', 'd'])
    expect(degraded).toEqual(['weights'])
  })

  it('refuses a scenario that does not exist', async () => {
    const basisOf = async () => {
      throw new InklingError('validation_failed', 'Not valid: /scenario')
    }
    await expect(ask({ scenario: 'typo' }, { basisOf })).rejects.toMatchObject({ code: 'validation_failed' })
  })

  it('keeps what learning needs, in the order of the list', async () => {
    const { logged } = await ask({}, by({ scenario: 'home', version: 4 }))
    expect(logged).toMatchObject({ scenario: 'home', propensities: [1, 1, 1] })
    expect(logged.details).toMatchObject({
      version: 4,
      scores: [
        [0.5, 0, 1, 0, 0, 0],
        [1, 0, 0, 0, 0, 0],
        [0, 0, 0.5, 0, 0, 0],
      ],
    })
  })

  it('randomises a named answer by the rates of its placement, with known propensities', async () => {
    const own = by({ swapRate: 0.2, explorationRate: 0.2 })
    const draw = (request: Partial<SuggestionRequest>) =>
      suggest({ ...wellSources, ...own }, { context: { itemIds: ['a'] }, ...request, limit: 2 }, { random: () => 0.1 })
    const { data, logged } = await draw(named)
    expect(data.map(({ itemId }) => itemId)).not.toEqual(['c', 'b'])
    expect(logged.details.explored).toBeDefined()
    expect(logged.propensities).toHaveLength(2)
    for (const propensity of logged.propensities ?? []) expect(propensity).toBeLessThan(1)
    const shared = await draw({})
    expect(shared.data.map(({ itemId }) => itemId)).toEqual(['c', 'b'])
    expect(shared.logged.propensities).toEqual([1, 1])
  })
})

describe('what is shown', () => {
  it('diversity puts an item of another kind before one that resembles the first', async () => {
    const lookUp: SuggestionSources['lookUp'] = async ({ itemIds }) => ({
      data: itemIds.map((id) => ({ ...itemOf(id), title: id, tags: [id === 'd' ? 'other' : 'same'] })),
    })
    expect(await idsOf(ask({}, { lookUp }))).toEqual(['c', 'b', 'd'])
    expect(await idsOf(ask({ diversity: 0.8 }, { lookUp }))).toEqual(['c', 'd', 'b'])
  })

  it('a rule moves the items that meet it, and an error in one names it', async () => {
    const asked: unknown[] = []
    const lookUp: SuggestionSources['lookUp'] = async ({ itemIds, conditions }) => {
      asked.push(conditions)
      return { data: itemIds.map(itemOf), meeting: [[], ['d']] }
    }
    const basisOf = async () => ({ ...unknownBasis(), boost: [{ filter: 'kind = "news"', factor: 2 }] })
    const boost = [{ filter: 'kind = "doc"', factor: 4 }]
    expect(await idsOf(ask({ boost }, { lookUp, basisOf }))).toEqual(['d', 'c', 'b'])
    expect(asked).toEqual([['kind = "news"', 'kind = "doc"']])
    const refuse = async () => {
      const errors = [{ pointer: '/conditions/1', code: 'filter', detail: 'Column 6: expected a value' }]
      throw new InklingError('validation_failed', 'Not valid: /conditions/1', { errors })
    }
    await expect(ask({ boost }, { lookUp: refuse, basisOf })).rejects.toMatchObject({
      errors: [{ pointer: '/boost/0/filter', detail: 'Column 6: expected a value' }],
    })
  })

  it('describes what it shows alone, unless candidates must be compared', async () => {
    const asked: (readonly string[])[] = []
    const lookUp: SuggestionSources['lookUp'] = async ({ itemIds }) => {
      asked.push(itemIds)
      return { data: itemIds.map(itemOf) }
    }
    await ask({ limit: 1 }, { lookUp })
    await ask({ limit: 1, explain: true }, { lookUp })
    await ask({ limit: 1, diversity: 0.5 }, { lookUp })
    expect(asked.map((ids) => ids.toSorted())).toEqual([['c'], ['a', 'c'], ['b', 'c', 'd']])
  })

  it('an item that has expired since it was described is not shown, and not logged', async () => {
    const lookUp: SuggestionSources['lookUp'] = async ({ itemIds }) => ({
      data: itemIds.map((id) => ({ ...itemOf(id), ...(id === 'b' && { expiresAt: '2026-11-29T12:00:00Z' }) })),
    })
    const at = (time: string) =>
      suggest({ ...wellSources, lookUp }, { context: { itemIds: ['a'] } }, { nowMs: Date.parse(time) })
    expect(await idsOf(at('2026-11-29T11:59:59Z'))).toEqual(['c', 'b', 'd'])
    const late = await at('2026-11-29T12:00:00Z')
    expect(late.data.map(({ itemId }) => itemId)).toEqual(['c', 'd'])
    expect(late.logged.details.scores).toHaveLength(2)
  })

  it('an empty list says why', async () => {
    const empty = { related: async () => together({}, 7), similar: async () => scored({}, 5) }
    expect((await ask({}, empty)).emptyBecause).toBe('candidates')
    expect((await ask({ exclude: ['b', 'c', 'd'] })).emptyBecause).toBe('exclusions')
    const none = { lookUp: async () => ({ data: [] }) }
    expect((await ask({ filter: 'kind = "a" and kind = "b"' }, none)).emptyBecause).toBe('filter')
    expect(await ask({})).not.toHaveProperty('emptyBecause')
  })

  it('repeats nothing that the placement has just shown, if it is set so', async () => {
    const asked: unknown[] = []
    const own: Partial<SuggestionSources> = {
      basisOf: async () => ({ ...unknownBasis(), scenario: 'feed', repeatMinutes: 30 }),
      shownTo: async (...given) => {
        asked.push(given)
        return ['c']
      },
    }
    expect(await idsOf(ask({ sessionId: 's' }, own))).toEqual(['b', 'd'])
    expect(asked).toEqual([[{ sessionId: 's' }, 'feed', 30]])
    expect(await idsOf(ask({}, own))).toEqual(['c', 'b', 'd'])
  })

  it('goes on after what the pages before have shown', async () => {
    const afterItems = (itemIds: string[]) =>
      suggest(wellSources, { context: { itemIds: ['a'] }, limit: 1 }, { shown: itemIds.map(shortHash) })
    expect(await afterItems([])).toMatchObject({ data: [{ itemId: 'c' }], hasMore: true })
    expect(await afterItems(['c'])).toMatchObject({ data: [{ itemId: 'b' }], hasMore: true })
    expect(await afterItems(['c', 'b'])).toMatchObject({ data: [{ itemId: 'd' }], hasMore: false })
    expect(await afterItems(['c', 'b', 'd'])).toMatchObject({ data: [], hasMore: false, emptyBecause: 'exclusions' })
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
    ['weights', { basisOf: never }, ['c', 'b', 'd']],
  ])('the answer does not wait for %s once it has another leg, and says so', async (name, own, itemIds) => {
    const answer = hurried({ userId: 'u' }, own)
    await vi.advanceTimersByTimeAsync(300)
    expect((await answer).degraded).toEqual([name])
    expect(await idsOf(answer)).toEqual(itemIds)
  })

  it('the answer waits for the first leg however long that takes', async () => {
    const slow = Promise.withResolvers<ReturnType<typeof together>>()
    const answer = hurried({}, { related: () => slow.promise, similar: never })
    await vi.advanceTimersByTimeAsync(10_000)
    slow.resolve(together({ b: 1 }, 7))
    await vi.advanceTimersByTimeAsync(0)
    expect(await answer).toMatchObject({ data: [{ itemId: 'b' }], degraded: ['search'] })
  })

  it('the answer to a filter waits for search, because only search knows what a filter lets through', async () => {
    const found = Promise.withResolvers<{ data: ReturnType<typeof itemOf>[] }>()
    const answer = hurried({ filter: 'attributes.colour = red' }, { lookUp: () => found.promise })
    await vi.advanceTimersByTimeAsync(10_000)
    found.resolve({ data: [itemOf('d')] })
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
