import { TopHits } from '../ranking/top-hits.ts'

const DEPTH = 10

/** The part of the best ten by one judgement that is among the best ten by another, in [0, 1]. Documents without a score count for neither. */
export function agreement(
  documents: readonly { readonly id: string }[],
  a: readonly number[],
  b: readonly number[],
): number {
  const best = (scores: readonly number[]): string[] => {
    const top = new TopHits(DEPTH)
    documents.forEach(({ id }, n) => {
      const score = scores[n] as number
      if (score > 0 && score >= top.leastScore) top.offer({ id, score })
    })
    return top.sorted().map(({ id }) => id)
  }
  const byA = new Set(best(a))
  return best(b).filter((id) => byA.has(id)).length / DEPTH
}
