/** By query: the relevance grade by document. */
export type Judgements = ReadonlyMap<string, ReadonlyMap<string, number>>

/** The ranking of one query. */
export interface Run {
  readonly id: string
  /** Ids of documents, best first. */
  readonly found: readonly string[]
}

export interface Accuracy {
  ndcgAt10: number
  map: number
  recallAt100: number
}

/** How deep average precision looks, as in trec_eval. */
export const averagePrecisionDepth = 1000

/**
 * Means over the queries, as trec_eval defines them: nDCG with gain = grade and discount log2(rank + 1). Every query
 * must have a relevant document.
 */
export function accuracy(runs: readonly Run[], judgements: Judgements): Accuracy {
  const mean = (measure: (grades: readonly number[], relevant: readonly number[]) => number): number => {
    const values = runs.map(({ id, found }) => {
      const judged = judgements.get(id) ?? new Map<string, number>()
      const grades = found.slice(0, averagePrecisionDepth).map((document) => judged.get(document) ?? 0)
      return measure(
        grades,
        [...judged.values()].filter((grade) => grade > 0),
      )
    })
    return values.reduce((sum, value) => sum + value, 0) / Math.max(1, runs.length)
  }
  return { ndcgAt10: mean(ndcgAt10), map: mean(averagePrecision), recallAt100: mean(recallAt100) }
}

function averagePrecision(grades: readonly number[], relevant: readonly number[]): number {
  let hits = 0
  let sum = 0
  grades.forEach((grade, rank) => {
    if (grade > 0) sum += ++hits / (rank + 1)
  })
  return sum / relevant.length
}

function ndcgAt10(grades: readonly number[], relevant: readonly number[]): number {
  return discounted(grades) / discounted(relevant.toSorted((a, b) => b - a))
}

function discounted(grades: readonly number[]): number {
  return grades.slice(0, 10).reduce((sum, grade, rank) => sum + grade / Math.log2(rank + 2), 0)
}

function recallAt100(grades: readonly number[], relevant: readonly number[]): number {
  return grades.slice(0, 100).filter((grade) => grade > 0).length / relevant.length
}
