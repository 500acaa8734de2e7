import { describe, expect, it } from 'vitest'
import { opposedHit } from '../../test/opposed-hit.ts'
import type { FusionCase } from './fusion-case.ts'
import { judgeFusion } from './judge-fusion.ts'
import { LearnedFusion } from './learned-fusion.ts'

/** The lexical leg ranks a first, the semantic leg c. */
const hits = [opposedHit('a', 3, 0.1), opposedHit('b', 2, 0.5), opposedHit('c', 1, 0.9)]
const cases = (...right: string[]): FusionCase[] => right.map((id) => ({ hits, right: new Map([[id, 1]]) }))
const many = (count: number, right: string) => cases(...Array.from({ length: count }, () => right))
const bySemanticLeg = new LearnedFusion({ semantic: 100 })

describe('judgeFusion', () => {
  it('accepts a fusion that is better on 30 queries', () => {
    expect(judgeFusion(bySemanticLeg, many(30, 'c'))).toMatchObject({
      isAccepted: true,
      queries: 30,
      before: 1 / 3,
      after: 1,
      bestLeg: 'semantic',
      bestLegAlone: 1,
    })
    expect(judgeFusion(bySemanticLeg, many(29, 'c')).isAccepted).toBe(false)
  })

  it('rejects a fusion that is worse, unchanged, or better by chance', () => {
    expect(judgeFusion(bySemanticLeg, many(100, 'a')).isAccepted).toBe(false)
    expect(judgeFusion(new LearnedFusion(), many(100, 'c')).isAccepted).toBe(false)
    const { isAccepted, before, after } = judgeFusion(bySemanticLeg, [...many(53, 'c'), ...many(47, 'a')])
    expect(after).toBeGreaterThan(before)
    expect(isAccepted).toBe(false)
  })

  it('rejects a fusion that is worse than a single leg', () => {
    const slightly = new LearnedFusion({ semantic: 5 })
    const found = [opposedHit('a', 3, 0.1), opposedHit('b', 2, 0.8), opposedHit('c', 1, 0.9)]
    expect(slightly.reorder(found).map(({ id }) => id)).toEqual(['b', 'a', 'c'])
    const asked = (...right: string[]) => right.map((id) => ({ hits: found, right: new Map([[id, 1]]) }))
    const likeB = Array.from({ length: 60 }, () => 'b')
    const likeC = Array.from({ length: 100 }, () => 'c')
    expect(judgeFusion(slightly, asked(...likeB)).isAccepted).toBe(true)
    const mixed = judgeFusion(slightly, asked(...likeB, ...likeC))
    expect(mixed.after).toBeGreaterThan(mixed.before + 2 * mixed.standardError)
    expect(mixed).toMatchObject({ isAccepted: false, bestLeg: 'semantic' })
  })

  it('rejects a fusion without queries', () => {
    expect(judgeFusion(bySemanticLeg, [])).toMatchObject({ isAccepted: false, queries: 0, before: 0, after: 0 })
  })
})
