import { pairedDifference } from '@inkling/learning'
import type { FusionCase } from './fusion-case.ts'
import { averagePrecision } from './fusion-case.ts'
import type { LearnedFusion } from './learned-fusion.ts'
import { byLeg } from './learned-fusion.ts'

/** Mean average precision of a fusion, on queries that it has not learned from. */
export interface FusionVerdict {
  readonly isAccepted: boolean
  readonly queries: number
  /** Without the fusion. */
  readonly before: number
  readonly after: number
  /** Of the difference. */
  readonly standardError: number
  /** The best single leg. Hits that it does not score follow in their order. */
  readonly bestLeg: string
  readonly bestLegAlone: number
}

/** How many standard errors better it must be. Of fusions that are no better, one in 44 is accepted. */
const sureness = 2
/** The mean of fewer queries is not normally distributed enough. */
const leastQueries = 30
/** How much worse than the best single leg it may be. */
const lossMax = 0.01

/**
 * Accepts a fusion only if it is better than no fusion by more than two standard errors of the mean difference, each
 * query compared with itself, and at most 1 % worse than the best single leg.
 */
export function judgeFusion(fusion: LearnedFusion, cases: readonly FusionCase[]): FusionVerdict {
  const blended = cases.map(({ hits, right }) => averagePrecision(idsOf(hits), right))
  const fused = cases.map(({ hits, right }) => averagePrecision(idsOf(fusion.reorder(hits)), right))
  const difference = pairedDifference(fused.map((value, n) => [value - blended[n]!]))
  const legs = new Set(cases.flatMap(({ hits }) => hits.flatMap((hit) => hit.legs.map(({ name }) => name))))
  const alone = [...legs].map((name) => ({
    name,
    quality: mean(cases.map(({ hits, right }) => averagePrecision(byLeg(hits, name), right))),
  }))
  const best = alone.sort((a, b) => b.quality - a.quality)[0]
  const [after, bestLegAlone] = [mean(fused), best?.quality ?? 0]
  const isSure = cases.length >= leastQueries && difference.mean > sureness * difference.standardError
  return {
    isAccepted: isSure && after >= (1 - lossMax) * bestLegAlone,
    queries: cases.length,
    before: mean(blended),
    after,
    standardError: difference.standardError,
    bestLeg: best?.name ?? 'none',
    bestLegAlone,
  }
}

const idsOf = (hits: FusionCase['hits']): string[] => hits.map(({ id }) => id)

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length)
