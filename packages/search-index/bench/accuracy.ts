/** Relevance by document, by query. */
export type Judgements = ReadonlyMap<string, ReadonlyMap<string, number>>

export interface Run {
  readonly id: string
  /** Best first. */
  readonly found: readonly string[]
}

/** Means over the queries, as trec_eval defines them: nDCG with gain = grade and discount log2(rank + 1). */
export function accuracy(
  runs: readonly Run[],
  judgements: Judgements,
): Record<'map' | 'ndcgAt10' | 'recallAt100', number> {
  const mean = (measure: (grades: readonly number[], relevant: readonly number[]) => number): number => {
    const values = runs.map(({ id, found }) => {
      const judged = judgements.get(id) ?? new Map<string, number>()
      const relevant = [...judged.values()].filter((grade) => grade > 0)
      return measure(
        found.map((document) => judged.get(document) ?? 0),
        relevant,
      )
    })
    return Number((values.reduce((sum, value) => sum + value, 0) / runs.length).toFixed(4))
  }
  return { map: mean(averagePrecision), ndcgAt10: mean(ndcgAt10), recallAt100: mean(recallAt100) }
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
