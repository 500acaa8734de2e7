/** How an item did in suggestions, whoever saw it. */
export interface Outcome {
  readonly clicks: number
  readonly dismissals: number
  /** The clicks that an average item would have got in the same places. */
  readonly expected: number
}

/** So many clicks as expected are assumed of every item. */
const assumed = 5
/** A dismissal says more than a missing click. */
const dismissalCost = 2
const [least, most] = [0.05, 2]

/**
 * The factor on the score of an item for how it did: its clicks over expected clicks (COEC, Zhang & Jones, "Comparing
 * click logs and editorial labels for training query rewriting", WWW 2007 workshop), smoothed, with dismissals in the
 * denominator; between 0.05 and 2.
 */
export function appealOf(outcome: Outcome | undefined): number {
  if (!outcome) return 1
  const { clicks, dismissals, expected } = outcome
  const factor = (assumed + clicks) / (assumed + expected + dismissalCost * dismissals)
  return Math.min(most, Math.max(least, factor))
}
