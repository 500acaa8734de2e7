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
export function judgement({ name, factor, scores }: KnownLeg, candidate: number): LegScore {
  const score = scores[candidate] as number
  return { name, score, share: Math.max(0, score) * factor }
}
