import type { LearningMetrics } from '@inkling/contracts'
import { CalibrationError, distinctOf } from '@inkling/learning'
import { wilsonInterval } from './wilson-interval.ts'

type ModelMetrics = LearningMetrics['models'][number]
type Measures = NonNullable<ModelMetrics['new']>

/** Sums over all hours of a window, or over one hour. */
export interface Sums {
  readonly model: string
  /** The kind of items; null for all of them. */
  readonly kind: 'repeat' | 'new' | 'unknown' | null
  readonly cases: number
  readonly hitsAt1: number
  readonly hitsAt5: number
  readonly hitsAt20: number
  readonly reciprocalRank: number
  readonly ndcg: number
  readonly logLoss: number
  readonly answered: number
  /** Sums per bin, see `CalibrationError`. */
  readonly calibration: readonly number[]
  /** How many bits are set in a `DistinctCount` of the listed items. */
  readonly listedBits: number
  readonly knownItems: number
}

/** The means of a whole window, with the reliability diagram of each model. */
export const windowMeansOf = (rows: readonly Sums[]): ModelMetrics[] =>
  meansOf(rows).map((means) => {
    const sums = rows.find(({ model, kind }) => model === means.model && kind === null)
    return { ...means, calibration: calibrationOf(sums?.calibration ?? []).bins }
  })

/** Means per model, in the order of their sums over all items. Kinds without a case are left out. */
export function meansOf(rows: readonly Sums[]): ModelMetrics[] {
  const meansOfKind = (model: string, kind: Sums['kind']) => {
    const sums = rows.find((row) => row.model === model && row.kind === kind)
    return sums && sums.cases > 0 ? measuresOf(sums) : undefined
  }
  return rows.flatMap(({ model, kind }) => {
    const all = kind === null && meansOfKind(model, null)
    if (!all) return []
    const [repeat, fresh] = [meansOfKind(model, 'repeat'), meansOfKind(model, 'new')]
    const novelty = noveltyOf(rows.filter((row) => row.model === model))
    return [{ model, ...all, ...novelty, ...(repeat && { repeat }), ...(fresh && { new: fresh }) }]
  })
}

/** Calibration is of listed items, of each kind apart. */
function noveltyOf(rows: readonly Sums[]): Pick<ModelMetrics, 'novelty'> {
  const listed = (wanted: Sums['kind']) =>
    calibrationOf(rows.find(({ kind }) => kind === wanted)?.calibration ?? []).bins.reduce(
      (sum, { promises }) => sum + promises,
      0,
    )
  const [fresh, repeated] = [listed('new'), listed('repeat')]
  return fresh + repeated > 0 ? { novelty: fresh / (fresh + repeated) } : {}
}

function measuresOf(sums: Sums): Measures {
  const { cases, knownItems } = sums
  return {
    cases,
    hitRateAt1: sums.hitsAt1 / cases,
    hitRateAt5: sums.hitsAt5 / cases,
    hitRateAt20: sums.hitsAt20 / cases,
    hitRateAt20Interval: wilsonInterval(sums.hitsAt20, cases),
    mrrAt20: sums.reciprocalRank / cases,
    ndcgAt20: sums.ndcg / cases,
    logLoss: sums.logLoss / cases,
    answerRate: sums.answered / cases,
    coverage: knownItems > 0 ? Math.min(1, distinctOf(sums.listedBits) / knownItems) : 0,
    calibrationError: calibrationOf(sums.calibration).value,
  }
}

function calibrationOf(sums: readonly number[]): CalibrationError {
  const calibration = new CalibrationError()
  calibration.restore(sums)
  return calibration
}
