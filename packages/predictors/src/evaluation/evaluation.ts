import { CalibrationError, RankingMetrics } from '@inkling/learning'
import type { Prediction } from '../model/prediction.ts'

/** Probabilities above which a prefetch might be made. */
const thresholds = [0.05, 0.1, 0.2, 0.3, 0.5]

interface PrefetchEconomics {
  /** Items with at least this probability are fetched. */
  threshold: number
  prefetchesPerCase: number
  /** Share of the prefetches that were used next. */
  precision: number
  /** Share of next items that had been prefetched. */
  caught: number
}

export interface EvaluationResult {
  cases: number
  hitRateAt1: number
  hitRateAt5: number
  hitRateAt10: number
  hitRateAt20: number
  mrrAt20: number
  ndcgAt10: number
  ndcgAt20: number
  /** Share of cases with at least one prediction. */
  answerRate: number
  /** Share of cases whose next item had been used in the session. */
  repeatRatio: number
  /** Expected calibration error over the twenty listed. */
  ece: number
  /** The largest gap between probability and frequency, of bins above p = 0.2 with at least 200 listed items. */
  worstBinGap: number
  calibration: { promised: number; happened: number; promises: number }[]
  prefetch: PrefetchEconomics[]
  /** Microseconds per prediction. */
  scoreMicrosP50: number
  scoreMicrosP99: number
}

const fewestPromises = 200

/** Collects predictions with the items that came next, and sums them up. */
export class Evaluation {
  readonly #metrics = new RankingMetrics()
  readonly #calibration = new CalibrationError()
  readonly #micros: number[] = []
  readonly #fetched = thresholds.map(() => ({ prefetches: 0, used: 0 }))
  #repeats = 0
  #withinTen = 0

  /** Returns the rank of the next item, from 1; 0 if it is not among the predictions. */
  add(
    predictions: readonly Prediction[],
    next: string,
    { isRepeat, micros }: { isRepeat: boolean; micros: number },
  ): number {
    const rank = predictions.findIndex(({ itemId }) => itemId === next) + 1
    this.#metrics.add(rank, 1, predictions.length > 0)
    if (rank > 0 && rank <= 10) this.#withinTen++
    if (isRepeat) this.#repeats++
    this.#micros.push(micros)
    for (const { itemId, probability } of predictions) {
      this.#calibration.add(probability, itemId === next)
      thresholds.forEach((threshold, i) => {
        const fetched = this.#fetched[i]
        if (!fetched || probability < threshold) return
        fetched.prefetches++
        if (itemId === next) fetched.used++
      })
    }
    return rank
  }

  get result(): EvaluationResult {
    const { logLoss: _, ...ranking } = this.#metrics.summary
    const cases = Math.max(1, ranking.cases)
    const micros = this.#micros.toSorted((a, b) => a - b)
    const percentile = (share: number) => micros[Math.floor(micros.length * share)] ?? 0
    const { bins } = this.#calibration
    const gaps = bins
      .filter(({ promised, promises }) => promised > 0.2 && promises >= fewestPromises)
      .map(({ promised, happened }) => Math.abs(promised - happened))
    return {
      ...ranking,
      hitRateAt10: this.#withinTen / cases,
      repeatRatio: this.#repeats / cases,
      ece: this.#calibration.value,
      worstBinGap: Math.max(0, ...gaps),
      calibration: bins,
      prefetch: this.#fetched.map(({ prefetches, used }, i) => ({
        threshold: thresholds[i] ?? 1,
        prefetchesPerCase: prefetches / cases,
        precision: prefetches > 0 ? used / prefetches : 0,
        caught: used / cases,
      })),
      scoreMicrosP50: percentile(0.5),
      scoreMicrosP99: percentile(0.99),
    }
  }
}
