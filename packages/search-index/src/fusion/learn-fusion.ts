import type { HybridHit } from './hybrid-ranker.ts'
import { LearnedFusion } from './learned-fusion.ts'

/** One query: what was found for it, best first, and how much each document is known to be right. */
export interface FusionCase {
  readonly hits: readonly HybridHit[]
  readonly right: ReadonlyMap<string, number>
}

const ROUNDS = 5
/** Every how many cases one is kept back to judge by. */
const HELD_OUT_EVERY = 4

/**
 * The fusion that these cases teach, or nothing where what three quarters of them teach is no better on the fourth than the
 * ranking as it is.
 */
export function learnFusion(cases: readonly FusionCase[]): LearnedFusion | undefined {
  const held = cases.filter((_, n) => n % HELD_OUT_EVERY === 0)
  const trial = learnedFrom(cases.filter((_, n) => n % HELD_OUT_EVERY !== 0))
  const isBetter = quality(held, (hits) => trial.reorder(hits)) > quality(held, (hits) => hits)
  return isBetter ? learnedFrom(cases) : undefined
}

function learnedFrom(cases: readonly FusionCase[]): LearnedFusion {
  const fusion = new LearnedFusion()
  for (let round = 0; round < ROUNDS; round++) {
    for (const { hits, right } of cases) fusion.learn(hits, right)
  }
  return fusion
}

/** Mean average precision, documents counting as much as they are right. */
function quality(cases: readonly FusionCase[], order: (hits: readonly HybridHit[]) => readonly HybridHit[]): number {
  const precisions = cases.map(({ hits, right }) => {
    let [found, sum] = [0, 0]
    order(hits).forEach(({ id }, rank) => {
      const weight = right.get(id)
      if (weight !== undefined) sum += (weight * ++found) / (rank + 1)
    })
    return sum / Math.max(1, total(right.values()))
  })
  return total(precisions)
}

const total = (values: Iterable<number>): number => [...values].reduce((sum, value) => sum + value, 0)
