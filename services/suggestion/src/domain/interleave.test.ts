import { seededRandom } from '@inkling/learning'
import { expect, it } from 'vitest'
import { relatedItems } from '../test/related-items.ts'
import { unknownBasis } from './basis.ts'
import { enrol } from './enrol.ts'
import { experimentClicks } from './experiment-clicks.ts'
import { replayRanking } from './replay-ranking.ts'
import type { RunningExperiment } from './role.ts'
import { type SuggestOptions, suggest } from './suggest.ts'
import type { SuggestionSources } from './suggestion-sources.ts'

const scoresOf = (ids: readonly string[]) => Object.fromEntries(ids.map((itemId, n) => [itemId, 1 / (n + 1)]))
const listed = (ids: readonly string[]) => ids.map((itemId, n) => ({ itemId, score: 1 / (n + 1) }))
const experiment: RunningExperiment = {
  id: 'exp_1',
  settings: {
    design: 'interleaving',
    control: { weights: { textSimilarity: 0 } },
    treatment: { weights: { coOccurrence: 0 } },
  },
}
const sources: SuggestionSources = {
  related: async () => relatedItems({ coOccurrence: scoresOf(['a', 'b', 'c', 'x']) }, 1),
  similar: async () => ({ data: listed(['x', 'y', 'z', 'a']), epoch: 1 }),
  lookUp: async ({ itemIds }) => ({ data: itemIds.map((id) => ({ id, title: id, createdAt: '', updatedAt: '' })) }),
  dismissedBy: async () => [],
  shownTo: async () => [],
  basisOf: async () => ({ ...unknownBasis(), swapRate: 1, explorationRate: 1, experiment }),
}

const ask = (options: SuggestOptions = {}) => {
  const request = { context: { itemIds: ['q'] }, userId: 'ann', limit: 4 }
  return suggest(enrol(sources, request).sources, request, options)
}

it('a list is drafted from both rankings, each of which begins half of the lists', async () => {
  const firsts: string[] = []
  for (let seed = 0; seed < 100; seed++) {
    const { data, experiment: role, logged } = await ask({ random: seededRandom(seed) })
    const ids = data.map(({ itemId }) => itemId)
    const teams = logged.details.experiment?.teams ?? []
    expect(role).toEqual({ id: 'exp_1', variant: 'interleaved' })
    expect(ids.toSorted()).toEqual(['a', 'b', 'x', 'y'])
    expect(teams.filter((team) => team === 'control')).toHaveLength(2)
    expect(ids.map((id, n) => [id, teams[n]])).toEqual(
      expect.arrayContaining([
        ['a', 'control'],
        ['x', 'treatment'],
      ]),
    )
    firsts.push(ids[0] ?? '')
  }
  expect(firsts.filter((id) => id === 'a').length).toBeGreaterThan(35)
  expect(firsts.filter((id) => id === 'x').length).toBeGreaterThan(35)
})

it('its receipt explains the scores by the control, and claims no propensities', async () => {
  const { data, logged } = await ask({ random: seededRandom(3) })
  expect(logged.propensities).toBeUndefined()
  const scores = data.map(({ score }) => score)
  expect(replayRanking({ scores }, logged.details)).toBe('identical')
  expect(replayRanking({ scores: scores.map((score) => score + 0.1) }, logged.details)).toBe('different')
})

it('a click counts for the ranking whose item it was', async () => {
  const { data, logged } = await ask({ random: seededRandom(1) })
  const itemIds = data.map(({ itemId }) => itemId)
  const line = {
    ...{ itemIds, scenario: '', userId: 'ann', sessionId: 's', details: logged.details },
    ...{ atMs: 2, answeredMs: 1 },
  }
  const of = (itemId: string, signal: string) => experimentClicks([{ ...line, itemId, signal }])
  expect(of('a', 'click')).toEqual([
    { experimentId: 'exp_1', unit: 'user ann', variant: 'interleaved', on: 'control', answeredMs: 1, clickedMs: 2 },
  ])
  expect(of('x', 'purchase')).toMatchObject([{ on: 'treatment' }])
  for (const signal of ['dismiss', 'impression', 'prefetchUsed']) expect(of('a', signal)).toEqual([])
  expect(of('elsewhere', 'click')).toEqual([])
})
