import { expect, it } from 'vitest'
import type { HybridHit } from './hybrid-ranker.ts'
import { LearnedFusion } from './learned-fusion.ts'

/** A hit of a query on which words and meaning say the opposite. */
function hit(id: string, words: number, meaning: number): HybridHit {
  const legs = [
    { name: 'words', score: words, share: words },
    { name: 'feedback', score: 0, share: 0 },
    { name: 'meaning', score: meaning, share: 0 },
  ]
  return { id, score: words, legs }
}

const hits = [hit('a', 3, 0.1), hit('b', 2, 0.5), hit('c', 1, 0.9)]
const idsOf = (found: readonly HybridHit[]): string[] => found.map(({ id }) => id)

it('changes nothing before it has learned anything', () => {
  expect(new LearnedFusion().reorder(hits)).toEqual(hits)
  expect(new LearnedFusion().reorder([])).toEqual([])
})

it('comes to follow the leg that is right', () => {
  const fusion = new LearnedFusion()
  for (let n = 0; n < 300; n++) fusion.learn(hits, new Map([['c', 1]]))
  expect(idsOf(fusion.reorder(hits))).toEqual(['c', 'b', 'a'])
})

it('learns nothing from a document that was not found', () => {
  const fusion = new LearnedFusion()
  fusion.learn(hits, new Map([['elsewhere', 1]]))
  expect(fusion.state).toEqual(new LearnedFusion().state)
})

it('goes on the same after being stored', () => {
  const [fusion, stored] = [new LearnedFusion(), new LearnedFusion()]
  for (let n = 0; n < 100; n++) fusion.learn(hits, new Map([['c', 1]]))
  stored.restore(JSON.parse(JSON.stringify(fusion.state)))
  expect(idsOf(stored.reorder(hits))).toEqual(idsOf(fusion.reorder(hits)))
  expect(() => stored.restore({ weights: [0], squares: [0] })).toThrow(RangeError)
})
