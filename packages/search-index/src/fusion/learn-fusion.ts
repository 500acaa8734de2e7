import { averagePrecision } from './average-precision.ts'
import type { FusionCase } from './fusion-case.ts'
import type { HybridHit } from './hybrid-hit.ts'
import { learnedFrom } from './learned-from.ts'
import type { LearnedFusion } from './learned-fusion.ts'

/** Every how many cases one is kept back to judge by. */
const HELD_OUT_EVERY = 4

/**
 * The fusion that these judged queries teach, or nothing where what three quarters of them teach is no better on the fourth than the
 * ranking as it is. Clicks, which are noise for the most part, are believed more slowly: see `fitFusion`.
 */
export function learnFusion(cases: readonly FusionCase[]): LearnedFusion | undefined {
  const held = cases.filter((_, n) => n % HELD_OUT_EVERY === 0)
  const trial = learnedFrom(cases.filter((_, n) => n % HELD_OUT_EVERY !== 0))
  const isBetter = quality(held, (hits) => trial.reorder(hits)) > quality(held, (hits) => hits)
  return isBetter ? learnedFrom(cases) : undefined
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
