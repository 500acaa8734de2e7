import { compareRank } from '../ranking/position.ts'
import type { HybridHit } from './hybrid-hit.ts'

/** The hits that a leg has something to say of, in its order; the rest follows as it was. */
export function byLeg(hits: readonly HybridHit[], name: string): string[] {
  const scored = hits.map(({ id, legs }) => ({ id, score: legs.find((leg) => leg.name === name)?.score ?? 0 }))
  const isJudged = ({ score }: { score: number }): boolean => score > 0
  return [...scored.filter(isJudged).sort(compareRank), ...scored.filter((hit) => !isJudged(hit))].map(({ id }) => id)
}
