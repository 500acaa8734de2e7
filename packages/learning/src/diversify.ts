export interface DiversifyOptions {
  /** How alike two candidates are, in [0, 1], by their indexes. */
  similarity: (a: number, b: number) => number
  /** From 0, by score alone, to 1, the least alike alone. */
  diversity: number
  /** How many are picked; all by default. */
  limit?: number
}

/**
 * Re-ranks by maximal marginal relevance (Carbonell & Goldstein, SIGIR 1998): the next one has the highest
 * (1 − diversity) · score − diversity · its greatest similarity to those before. It asks for limit · candidates
 * similarities at most.
 *
 * @param scores in [0, 1]
 * @returns indexes, the first to show first; equal ones in the order given
 */
export function diversify(scores: readonly number[], options: DiversifyOptions): number[] {
  const { similarity, diversity, limit = scores.length } = options
  if (!(diversity >= 0 && diversity <= 1))
    throw new RangeError(`diversity must be at least 0 and at most 1, got ${diversity}`)
  const likeness = scores.map(() => 0)
  const left = new Set(scores.keys())
  const picked: number[] = []
  while (picked.length < limit && left.size > 0) {
    let [best, highest] = [-1, Number.NEGATIVE_INFINITY]
    for (const i of left) {
      const relevance = (1 - diversity) * (scores[i] as number) - diversity * (likeness[i] as number)
      if (relevance > highest || best < 0) [best, highest] = [i, relevance]
    }
    left.delete(best)
    picked.push(best)
    if (diversity > 0) for (const i of left) likeness[i] = Math.max(likeness[i] as number, similarity(best, i))
  }
  return picked
}
