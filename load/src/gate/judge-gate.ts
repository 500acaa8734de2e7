import { percentile } from '../search/timed.ts'
import { signedRankP } from './signed-rank.ts'

export interface Judged {
  readonly what: string
  /** Median of the ratios of the rounds, change to base; above 1 is slower. */
  readonly ratio: number
  /** One-sided, of a loss. */
  readonly p: number
  readonly isLoss: boolean
}

/** A loss of so much, if it is significant, fails. */
export const lossRatio = 1.05
const significance = 0.05

/**
 * Fails a measure if the median loss is at least 5 % and Wilcoxon's signed-rank test over the rounds, one-sided on the
 * logarithms of the ratios, says that it is not chance: p < 0.05 divided by the number of measures (Bonferroni).
 * @param rounds per measure, the ratios of the rounds
 */
export function judgeGate(rounds: Readonly<Record<string, readonly number[]>>): Judged[] {
  const measures = Object.entries(rounds)
  return measures.map(([what, ratios]) => {
    const ratio = percentile(ratios, 0.5)
    const p = signedRankP(ratios.map(Math.log))
    return { what, ratio, p, isLoss: ratio >= lossRatio && p < significance / measures.length }
  })
}
