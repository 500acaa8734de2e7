import { CalibrationError } from './calibration-error.ts'
import { DistinctCount } from './distinct-count.ts'
import { RankingMetrics, type RankingSummary } from './ranking-metrics.ts'

export interface TallySummary extends RankingSummary {
  /** Expected calibration error of the listed items. */
  calibrationError: number
  /** Estimated share of the known items that were listed. */
  coverage: number
}

export interface TallyState {
  ranking: number[]
  calibration: number[]
  /** Cases since the older sketch was closed, and both sketches. */
  listed: [cases: number, current: number[], previous: number[]]
}

/**
 * The quality of a model's lists: the rank of the item that came next, whether probabilities come true, and the share
 * of all items that are ever listed. Older cases fade by a factor, so the sums rest on 1 / (1 − factor) cases. Listed
 * items are remembered for one to two times as many cases.
 */
export class Tally {
  readonly #ranking: RankingMetrics
  readonly #calibration: CalibrationError
  readonly #memoryCases: number
  readonly #current = new DistinctCount()
  readonly #previous = new DistinctCount()
  #cases = 0

  constructor(fading = 1) {
    this.#ranking = new RankingMetrics(fading)
    this.#calibration = new CalibrationError(fading)
    this.#memoryCases = 1 / (1 - fading)
  }

  /** Ages all earlier lists. Call once per case, before its list. */
  fade(): void {
    this.#calibration.fade()
    if (++this.#cases < this.#memoryCases) return
    this.#cases = 0
    this.#previous.clear()
    this.#previous.addAll(this.#current)
    this.#current.clear()
  }

  /** See `RankingMetrics.add`. */
  addCase(rank: number, probability: number, isAnswered: boolean): void {
    this.#ranking.add(rank, probability, isAnswered)
  }

  /** Adds a listed item. @param fingerprint see `DistinctCount.add` */
  addListed(fingerprint: number, probability: number, happened: boolean): void {
    this.#calibration.add(probability, happened)
    this.#current.add(fingerprint)
  }

  /** The items listed lately. */
  get listed(): DistinctCount {
    const listed = new DistinctCount()
    listed.addAll(this.#previous)
    listed.addAll(this.#current)
    return listed
  }

  /** See `RankingMetrics.sums`. */
  get sums(): RankingSummary {
    return this.#ranking.sums
  }

  /** Sums per bin, see `CalibrationError.state`. */
  get calibrationSums(): number[] {
    return this.#calibration.state
  }

  /** @param knownItems how many items could be listed */
  summary(knownItems: number): TallySummary {
    const coverage = knownItems > 0 ? Math.min(1, this.listed.estimate / knownItems) : 0
    return { ...this.#ranking.summary, calibrationError: this.#calibration.value, coverage }
  }

  /** The memory of the sketches, which are most of it. */
  get heldBytes(): number {
    return this.#current.heldBytes + this.#previous.heldBytes
  }

  get state(): TallyState {
    return {
      ranking: this.#ranking.state,
      calibration: this.#calibration.state,
      listed: [this.#cases, this.#current.state, this.#previous.state],
    }
  }

  restore({ ranking, calibration, listed: [cases, current, previous] }: TallyState): void {
    this.#ranking.restore(ranking)
    this.#calibration.restore(calibration)
    this.#cases = cases
    this.#current.restore(current)
    this.#previous.restore(previous)
  }
}
