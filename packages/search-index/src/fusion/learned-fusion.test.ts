import { expect, it } from 'vitest'
import { opposedHit } from '../../test/opposed-hit.ts'
import type { HybridHit } from './hybrid-ranker.ts'
import { LearnedFusion } from './learned-fusion.ts'

const hits = [opposedHit('a', 3, 0.1), opposedHit('b', 2, 0.5), opposedHit('c', 1, 0.9)]
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
