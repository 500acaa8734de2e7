import type { ScoredId } from '../ranking/scored-id.ts'

/**
 * A leg is a retriever: one way to judge how well a document answers a query. The index has three: `lexical`,
 * `feedback` and `semantic`. A caller may add others, such as popularity, earlier clicks, a user's affinity, or
 * embeddings. Names appear in explanations and in learned weights.
 */
export interface ExtraLeg {
  readonly name: string
  /** The amount that a score of 1 adds, where the best document of the lexical leg has 1. */
  readonly weight: number
  /** In [0, 1], by document id; a document that is missing has 0. */
  readonly scores: ReadonlyMap<string, number>
  /** Whether the leg also retrieves documents that the lexical and semantic legs do not find. */
  readonly finds: boolean
}

/** The score that one leg gives a document. */
export interface LegScore {
  readonly name: string
  /** In the leg's own unit. */
  readonly score: number
  /** The amount that the leg adds to the document's score. */
  readonly share: number
}

export interface HybridHit extends ScoredId {
  readonly legs: readonly LegScore[]
}

/** The scores of a leg for all candidates, known before any document's terms are read. */
export interface CandidateLeg {
  readonly name: string
  /** The amount that a score of 1 adds. */
  readonly factor: number
  /** By candidate. */
  readonly scores: readonly number[]
}

/** `unit` is the score of the best document of the lexical leg. */
export function candidateLeg({ name, weight, scores }: ExtraLeg, ids: readonly string[], unit: number): CandidateLeg {
  return { name, factor: weight * unit, scores: ids.map((id) => scores.get(id) ?? 0) }
}

/** Negative scores count as 0. */
export function shareOf({ factor, scores }: CandidateLeg, candidate: number): number {
  return Math.max(0, scores[candidate]!) * factor
}

export function legScore(leg: CandidateLeg, candidate: number): LegScore {
  return { name: leg.name, score: leg.scores[candidate]!, share: shareOf(leg, candidate) }
}
