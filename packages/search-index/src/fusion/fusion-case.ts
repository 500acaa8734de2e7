import type { HybridHit } from './leg.ts'

/** One query to learn or judge by: its hits, best first, and the relevance of documents. */
export interface FusionCase {
  readonly hits: readonly HybridHit[]
  readonly right: ReadonlyMap<string, number>
}

/** Average precision of a ranking, relevant documents weighed by their relevance; in [0, 1]. */
export function averagePrecision(ids: readonly string[], right: FusionCase['right']): number {
  let [found, sum] = [0, 0]
  ids.forEach((id, rank) => {
    const weight = right.get(id)
    if (weight !== undefined) sum += (weight * ++found) / (rank + 1)
  })
  return sum / Math.max(1, total(right.values()))
}

const total = (values: Iterable<number>): number => [...values].reduce((sum, value) => sum + value, 0)
