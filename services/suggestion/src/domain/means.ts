import type { LearningMetrics } from '@inkling/contracts'

interface Sums {
  readonly model: string
  readonly cases: number
  readonly hitsAt1: number
  readonly hitsAt5: number
  readonly hitsAt20: number
  readonly reciprocalRank: number
  readonly ndcg: number
  readonly logLoss: number
}

export function meansOf(sums: Sums): LearningMetrics['models'][number] {
  const { model, cases } = sums
  return {
    model,
    cases,
    hitRateAt1: sums.hitsAt1 / cases,
    hitRateAt5: sums.hitsAt5 / cases,
    hitRateAt20: sums.hitsAt20 / cases,
    hitRateAt20Interval: wilson(sums.hitsAt20, cases),
    mrrAt20: sums.reciprocalRank / cases,
    ndcgAt20: sums.ndcg / cases,
    logLoss: sums.logLoss / cases,
  }
}

/** 95 % interval of a proportion (Wilson 1927). */
function wilson(hits: number, cases: number): [number, number] {
  const z = 1.96
  const rate = hits / cases
  const middle = (rate + z ** 2 / (2 * cases)) / (1 + z ** 2 / cases)
  const half = (z / (1 + z ** 2 / cases)) * Math.sqrt((rate * (1 - rate)) / cases + z ** 2 / (4 * cases ** 2))
  return [Math.max(0, middle - half), Math.min(1, middle + half)]
}
