import { expect, it } from 'vitest'
import { opposedHit } from '../../test/opposed-hit.ts'
import { LearnedFusion } from './learned-fusion.ts'
import type { HybridHit } from './leg.ts'

const hits = [opposedHit('a', 3, 0.1), opposedHit('b', 2, 0.5), opposedHit('c', 1, 0.9)]
const idsOf = (found: readonly HybridHit[]): string[] => found.map(({ id }) => id)

it('an untrained fusion keeps order and scores', () => {
  const scoresOf = (found: readonly HybridHit[]) => found.map(({ id, score }) => [id, score])
  expect(scoresOf(new LearnedFusion().reorder(hits))).toEqual(scoresOf(hits))
  expect(new LearnedFusion().reorder([])).toEqual([])
})

it('learns to follow the leg that ranks relevant documents first', () => {
  const fusion = new LearnedFusion()
  for (let n = 0; n < 300; n++) fusion.learn(hits, new Map([['c', 1]]))
  expect(idsOf(fusion.reorder(hits))).toEqual(['c', 'b', 'a'])
})

it('keeps the score of each place and explains the difference', () => {
  const fusion = new LearnedFusion({ semantic: 100 })
  const found = fusion.reorder(hits)
  expect(found.map(({ id, score }) => [id, score])).toEqual([
    ['c', 3],
    ['b', 2],
    ['a', 1],
  ])
  expect(found.map(({ legs }) => legs.at(-1))).toMatchObject([
    { name: 'learned', score: 100, share: 2 },
    { name: 'learned', share: 0 },
    { name: 'learned', share: -2 },
  ])
})

it('recognises legs by name, in any order', () => {
  const clicked = { name: 'clicks', score: 0.2, share: 0 }
  const other = { name: 'popularity', score: 0.9, share: 0 }
  const found = [
    { id: 'a', score: 2, legs: [{ name: 'lexical', score: 2, share: 2 }, other] },
    { id: 'b', score: 1, legs: [{ name: 'lexical', score: 1, share: 1 }, clicked, other] },
  ]
  expect(idsOf(new LearnedFusion({ clicks: 30 }).reorder(found))).toEqual(['b', 'a'])
  expect(idsOf(new LearnedFusion({ semantic: 30, embeddings: 30, popularity: 30 }).reorder(found))).toEqual(['a', 'b'])
})

it('learns nothing from a document that was not found', () => {
  const fusion = new LearnedFusion()
  fusion.learn(hits, new Map([['elsewhere', 1]]))
  expect(fusion.weights).toEqual(new LearnedFusion().weights)
})

it('a stored fusion reorders as the original', () => {
  const fusion = new LearnedFusion()
  for (let n = 0; n < 100; n++) fusion.learn(hits, new Map([['c', 1]]))
  const stored = new LearnedFusion(JSON.parse(JSON.stringify(fusion.weights)))
  expect(stored.reorder(hits)).toEqual(fusion.reorder(hits))
})
