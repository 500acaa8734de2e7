import { pairedDifference } from '@inkling/learning'
import type { FusionCase } from './fusion-case.ts'
import { averagePrecision } from './fusion-case.ts'
import type { LearnedFusion } from './learned-fusion.ts'
import { byLeg } from './learned-fusion.ts'

/** How a fusion does on queries from which it has not learned: mean average precision. */
export interface FusionVerdict {
  readonly isAccepted: boolean
  readonly queries: number
  /** As the blend is without it. */
  readonly before: number
  readonly after: number
  /** Of the difference. */
  readonly standardError: number
  /** The best of the legs that say anything, alone, the blend following where it says nothing. */
  readonly bestLeg: string
  readonly bestLegAlone: number
}

/** Standard errors by which it must be better: of fusions that are no better, one in 44 is taken. */
const SURENESS = 2
/** The distribution of a mean over fewer is not normal enough. */
const LEAST_QUERIES = 30
/** What it may lack of the best leg alone. */
const LOSS_MAX = 0.01

/**
 * Takes a fusion only where it is better than the blend as it is, each query being compared with itself, by more than two standard
 * errors of the mean difference, and not worse than the best single leg by more than 1 %.
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
  const isSure = cases.length >= LEAST_QUERIES && difference.mean > SURENESS * difference.standardError
  return {
    isAccepted: isSure && after >= (1 - LOSS_MAX) * bestLegAlone,
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
