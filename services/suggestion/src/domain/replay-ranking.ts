import type { RecordedReceipt } from './explain-receipt.ts'
import type { ShownDetails } from './receipt-details.ts'

/** Scores are stored as 32-bit floats, and what they are made of with six decimals. */
const tolerance = 1e-4

/**
 * Ranks a recorded suggestion again, from what the sources said then and the weights of then. Returns whether scores
 * and order are the recorded ones. The order is by score, but for places that were randomised and for lists that were
 * made diverse, or drafted from two.
 */
export function replayRanking(
  { scores }: Pick<RecordedReceipt, 'scores'>,
  shown: ShownDetails,
): 'identical' | 'different' {
  const shares = sharesOf(shown)
  const again = shown.scores.map((own, n) => {
    const base = own.reduce((sum, score, source) => sum + score * (shares[source] ?? 0), 0)
    return Object.values(shown.factors[n] ?? {}).reduce((product, factor) => product * factor, base)
  })
  const isScored = again.every((score, n) => Math.abs(score - (scores[n] ?? Number.NaN)) <= tolerance)
  return isScored && (shown.diversity > 0 || shown.experiment?.teams !== undefined || isInOrder(again, shown))
    ? 'identical'
    : 'different'
}

/** The weights of the sources that listed anything, as shares; those of weight 0 may be the only ones. */
function sharesOf({ weights, shares }: ShownDetails): number[] {
  const spoken = weights.map((weight, n) => ((shares[n] ?? 0) > 0 ? weight : 0))
  const total = spoken.reduce((sum, weight) => sum + weight, 0)
  return total > 0 ? spoken.map((weight) => weight / total) : [...shares]
}

function isInOrder(scores: readonly number[], { explored = [], pairs = [] }: ShownDetails): boolean {
  const isRandom = new Set([...explored, ...pairs.flatMap((upper) => [upper, upper + 1])])
  const fixed = scores.filter((_, n) => !isRandom.has(n))
  return fixed.every((score, n) => n === 0 || score <= (fixed[n - 1] ?? 0) + tolerance)
}
