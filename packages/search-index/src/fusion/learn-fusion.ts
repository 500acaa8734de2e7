import { averagePrecision, type FusionCase } from './fusion-case.ts'
import { LearnedFusion } from './learned-fusion.ts'
import type { HybridHit } from './leg.ts'

/** One of so many cases is held out to judge by. */
const heldOutEvery = 4

/**
 * Learns a fusion from judged queries. Undefined if a fusion of three quarters of them does not improve the ranking of
 * the fourth. Clicks are noisier than judgements; `fitFusion` tests them more strictly.
 */
export function learnFusion(cases: readonly FusionCase[]): LearnedFusion | undefined {
  const held = cases.filter((_, n) => n % heldOutEvery === 0)
  const trial = trainedFusion(cases.filter((_, n) => n % heldOutEvery !== 0))
  const isBetter = quality(held, (hits) => trial.reorder(hits)) > quality(held, (hits) => hits)
  return isBetter ? trainedFusion(cases) : undefined
}

function quality(cases: readonly FusionCase[], order: (hits: readonly HybridHit[]) => readonly HybridHit[]): number {
  return cases.reduce(
    (sum, { hits, right }) =>
      sum +
      averagePrecision(
        order(hits).map(({ id }) => id),
        right,
      ),
    0,
  )
}

const rounds = 5

export function trainedFusion(cases: readonly FusionCase[]): LearnedFusion {
  const fusion = new LearnedFusion()
  for (let round = 0; round < rounds; round++) {
    for (const { hits, right } of cases) fusion.learn(hits, right)
  }
  return fusion
}
