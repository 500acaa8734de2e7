import { thompsonProbabilities } from '@inkling/learning'
import type { RankedCandidate } from './rank.ts'

/** No score is certain, also if no source lists the item: a deviation must be above 0. */
const leastDeviation = 1e-6

/**
 * The probability that each candidate is the best of these (Thompson sampling), if the weights of the sources are
 * normal with the learned means and precisions: a score is a weighted mean of what the sources say, so its variance is
 * Σ scoreₛ² / precisionₛ, in the same scale. Draws of candidates count as independent, so that the probabilities are
 * those of `thompsonProbabilities`, and can be logged.
 * @param shares of the sources in a score, see `Ranking`
 * @param weights by which the shares were made
 */
export function exploredByThompson(
  candidates: readonly RankedCandidate[],
  shares: readonly number[],
  weights: readonly number[],
  precisions: readonly number[],
): number[] {
  const total = weights.reduce((sum, weight, n) => sum + ((shares[n] ?? 0) > 0 ? weight : 0), 0) || 1
  return thompsonProbabilities(
    candidates.map(({ score, scores, factors }) => {
      const factor = Object.values(factors).reduce((product, one) => product * one, 1)
      const variance = scores.reduce((sum, own, n) => sum + own ** 2 / (precisions[n] ?? 1), 0)
      return { mean: score, deviation: Math.max(leastDeviation, (factor * Math.sqrt(variance)) / total) }
    }),
  )
}
