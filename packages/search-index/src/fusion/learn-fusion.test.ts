import { expect, it } from 'vitest'
import { opposedHit } from '../../test/opposed-hit.ts'
import type { FusionCase } from './fusion-case.ts'
import { learnFusion } from './learn-fusion.ts'

const hits = [opposedHit('a', 3, 0.1), opposedHit('b', 2, 0.5), opposedHit('c', 1, 0.9)]
const cases = (id: string): FusionCase[] => Array.from({ length: 80 }, () => ({ hits, right: new Map([[id, 1]]) }))

it('learns the leg that ranks relevant documents first', () => {
  expect(learnFusion(cases('c'))?.reorder(hits)[0]?.id).toBe('c')
})

it('returns no fusion if learning does not improve the ranking', () => {
  expect(learnFusion(cases('a'))).toBeUndefined()
  expect(learnFusion([])).toBeUndefined()
})
