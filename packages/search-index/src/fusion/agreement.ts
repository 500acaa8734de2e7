import { compareRank } from '../ranking/position.ts'

const DEPTH = 10

/** The part of the best ten by one judgement that is among the best ten by another, in [0, 1]. Documents without a score count for neither. */
export function agreement(
  documents: readonly { readonly id: string }[],
  a: readonly number[],
  b: readonly number[],
): number {
  const best = (scores: readonly number[]): string[] =>
    documents
      .map(({ id }, n) => ({ id, score: scores[n] as number }))
      .filter(({ score }) => score > 0)
      .sort(compareRank)
      .slice(0, DEPTH)
      .map(({ id }) => id)
  const byA = new Set(best(a))
  return best(b).filter((id) => byA.has(id)).length / DEPTH
}
