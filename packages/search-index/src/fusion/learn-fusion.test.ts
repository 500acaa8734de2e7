import { expect, it } from 'vitest'
import type { HybridHit } from './hybrid-ranker.ts'
import { type FusionCase, learnFusion } from './learn-fusion.ts'

function hit(id: string, words: number, meaning: number): HybridHit {
  const legs = [
    { name: 'words', score: words, share: words },
    { name: 'feedback', score: 0, share: 0 },
    { name: 'meaning', score: meaning, share: 0 },
  ]
  return { id, score: words, legs }
}

const hits = [hit('a', 3, 0.1), hit('b', 2, 0.5), hit('c', 1, 0.9)]
const cases = (id: string): FusionCase[] => Array.from({ length: 80 }, () => ({ hits, right: new Map([[id, 1]]) }))

it('follows the leg that is right', () => {
  expect(learnFusion(cases('c'))?.reorder(hits)[0]?.id).toBe('c')
})

it('leaves a ranking alone that nothing learned makes better', () => {
  expect(learnFusion(cases('a'))).toBeUndefined()
  expect(learnFusion([])).toBeUndefined()
})
