import type { FusionCase } from './fusion-case.ts'
import { LearnedFusion } from './learned-fusion.ts'

const ROUNDS = 5

export function learnedFrom(cases: readonly FusionCase[]): LearnedFusion {
  const fusion = new LearnedFusion()
  for (let round = 0; round < ROUNDS; round++) {
    for (const { hits, right } of cases) fusion.learn(hits, right)
  }
  return fusion
}
