import type { HybridHit } from './leg.ts'

/** One query: what was found for it, best first, and how much each document is known to be right. */
export interface FusionCase {
  readonly hits: readonly HybridHit[]
  readonly right: ReadonlyMap<string, number>
}

/** Of documents in this order, each counting as much as it is right; in [0, 1]. */
export function averagePrecision(ids: readonly string[], right: FusionCase['right']): number {
  let [found, sum] = [0, 0]
  ids.forEach((id, rank) => {
    const weight = right.get(id)
    if (weight !== undefined) sum += (weight * ++found) / (rank + 1)
  })
  return sum / Math.max(1, total(right.values()))
}

const total = (values: Iterable<number>): number => [...values].reduce((sum, value) => sum + value, 0)
