import { InklingError } from '@inkling/errors'
import { expect, it } from 'vitest'
import { relatedItems } from '../test/related-items.ts'
import { unknownBasis } from './basis.ts'
import { suggest } from './suggest.ts'
import type { SuggestionSources } from './suggestion-sources.ts'

const scoresOf = (ids: readonly string[]) => Object.fromEntries(ids.map((itemId, n) => [itemId, 1 / (n + 1)]))
const listed = (ids: readonly string[]) => ids.map((itemId, n) => ({ itemId, score: 1 / (n + 1) }))
const placement = { ...unknownBasis('home'), swapRate: 1 }
const challengers = [
  { key: 'words#1', name: 'words', rules: { weights: { coOccurrence: 0 } } },
  { key: 'sale#2', name: 'sale', rules: { boost: [{ filter: 'tags = "sale"', factor: 4 }] } },
]
const sources: SuggestionSources = {
  related: async () => relatedItems({ coOccurrence: scoresOf(['a', 'b', 'c']) }, 1),
  similar: async () => ({ data: listed(['c', 'd']), epoch: 1 }),
  lookUp: async ({ itemIds, conditions }) => ({
    data: itemIds.map((id) => ({ id, title: id, createdAt: '', updatedAt: '' })),
    ...(conditions && { meeting: [['b']] }),
  }),
  dismissedBy: async () => [],
  shownTo: async () => [],
  basisOf: async () => ({ ...placement, placement, league: { serving: '', challengers } }),
}
const request = { context: { itemIds: ['q'] }, userId: 'ann', limit: 3 }
const swapped = async () => {
  const { shadow, logged, data } = await suggest(sources, request, { random: () => 0.4 })
  const ranksOf = (key: string) => {
    const ranks = logged.details.league?.ranks[key]
    return ranks && Object.fromEntries(data.map(({ itemId }, n) => [itemId, ranks[n]]))
  }
  return { shadow, logged, ranksOf }
}

it('an answer whose order a coin decided keeps how the ranking that serves orders its items', async () => {
  const { logged, ranksOf } = await swapped()
  expect(logged.details.pairs).toHaveLength(1)
  expect(logged.details.league?.serving).toBe('')
  expect(Object.values(ranksOf('') ?? {}).toSorted()).toEqual([0, 1, 2])
})

it('each challenger adds how it orders them, by its own weights or rules', async () => {
  const { shadow, ranksOf } = await swapped()
  const [, before] = [await shadow?.rank('words#1', sources), ranksOf('sale#2')]
  expect(before).toBeUndefined()
  await shadow?.rank('sale#2', sources)
  expect(ranksOf('words#1')?.c).toBe(0)
  expect(ranksOf('sale#2')?.b).toBe(0)
})

it('a challenger whose rules search does not read in time fails', async () => {
  const { shadow, ranksOf } = await swapped()
  const lookUp = async () => {
    throw new InklingError('dependency_unavailable', 'It is unavailable')
  }
  await expect(shadow?.rank('sale#2', { ...sources, lookUp })).rejects.toThrow('search did not answer')
  expect(ranksOf('sale#2')).toBeUndefined()
})

it('challengers have nothing to do for an answer in the order of its scores, or to nobody', async () => {
  const plain = async () => ({ ...placement, placement, swapRate: 0, league: { serving: '', challengers } })
  expect((await suggest({ ...sources, basisOf: plain }, request, { random: () => 0.4 })).shadow).toBeUndefined()
  const { userId: _, ...toNobody } = request
  expect((await suggest(sources, toNobody, { random: () => 0.4 })).shadow).toBeUndefined()
})
