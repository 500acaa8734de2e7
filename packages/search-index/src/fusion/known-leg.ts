import type { ExtraLeg, LegScore } from './leg.ts'

/** A leg whose judgement of every candidate is known before words are read. */
export interface KnownLeg {
  readonly name: string
  /** What a score of 1 adds. */
  readonly factor: number
  /** By candidate. */
  readonly scores: readonly number[]
}

/** `unit` is what the best by words scores. */
export function knownLeg({ name, weight, scores }: ExtraLeg, ids: readonly string[], unit: number): KnownLeg {
  return { name, factor: weight * unit, scores: ids.map((id) => scores.get(id) ?? 0) }
}

/** What a leg thinks worse than nothing counts as nothing. */
export function shareOf({ factor, scores }: KnownLeg, candidate: number): number {
  return Math.max(0, scores[candidate] as number) * factor
}

export function judgement(leg: KnownLeg, candidate: number): LegScore {
  return { name: leg.name, score: leg.scores[candidate] as number, share: shareOf(leg, candidate) }
}
