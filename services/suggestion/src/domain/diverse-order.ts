import { diversify } from '@inkling/learning'

export interface DiverseOrderOptions {
  readonly diversity: number
  /** How many are shown. */
  readonly limit: number
  /** Of two candidates, by their places in the list. */
  readonly similarity: (a: number, b: number) => number
}

/** The places of candidates, best first by their scores, in the order in which a diverse list shows them. */
export function diverseOrder(scores: readonly number[], options: DiverseOrderOptions): number[] {
  if (options.diversity === 0) return [...scores.keys()]
  const greatest = Math.max(1, scores[0] ?? 1)
  const picked = diversify(
    scores.map((score) => score / greatest),
    options,
  )
  const isPicked = new Set(picked)
  return [...picked, ...[...scores.keys()].filter((n) => !isPicked.has(n))]
}
