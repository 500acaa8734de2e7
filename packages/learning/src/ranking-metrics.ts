/** Means over the cases, each in [0, 1], except `logLoss` (in nats) and `cases` (the number of cases). */
export interface RankingSummary {
  cases: number
  hitRateAt1: number
  hitRateAt5: number
  hitRateAt20: number
  mrrAt20: number
  ndcgAt10: number
  logLoss: number
  ndcgAt20: number
  /** Share of cases with at least one listed item. */
  answerRate: number
}

const measures = 8
/** A probability of 0 counts as one in a billion, so that one surprise does not make the mean infinite. */
const leastProbability = 1e-9

/**
 * Prequential ranking quality: every case is scored before it is learned from, and older cases fade.
 *
 * With fading factor f a case counts f^n after n more (Gama, Sebastião & Rodrigues, "On evaluating stream learning
 * algorithms", Machine Learning 90, 2013); f = 1 gives plain means.
 */
export class RankingMetrics {
  readonly #fading: number
  readonly #sums = new Float64Array(measures)
  #cases = 0

  constructor(fading = 1) {
    if (!(fading > 0 && fading <= 1)) throw new RangeError(`fading must be above 0 and at most 1, got ${fading}`)
    this.#fading = fading
  }

  /** @param rank of the item that came next, from 1; 0 if it was not listed. @param probability that it had */
  add(rank: number, probability: number, isAnswered = true): void {
    const within = (limit: number) => (rank > 0 && rank <= limit ? 1 : 0)
    const gains = [
      within(1),
      within(5),
      within(20),
      within(20) && 1 / rank,
      within(10) && 1 / Math.log2(rank + 1),
      -Math.log(Math.max(probability, leastProbability)),
      within(20) && 1 / Math.log2(rank + 1),
      isAnswered ? 1 : 0,
    ]
    gains.forEach((gain, i) => {
      this.#sums[i] = (this.#sums[i] as number) * this.#fading + gain
    })
    this.#cases = this.#cases * this.#fading + 1
  }

  get summary(): RankingSummary {
    return this.#named(this.#cases > 0 ? this.#cases : 1)
  }

  /** The sums behind the means, to add to other sums before dividing by `cases`. */
  get sums(): RankingSummary {
    return this.#named(1)
  }

  get state(): number[] {
    return [this.#cases, ...this.#sums]
  }

  restore([cases = 0, ...sums]: readonly number[]): void {
    this.#cases = cases
    this.#sums.set(sums)
  }

  #named(divisor: number): RankingSummary {
    const mean = (i: number) => (this.#sums[i] as number) / divisor
    return {
      cases: this.#cases,
      hitRateAt1: mean(0),
      hitRateAt5: mean(1),
      hitRateAt20: mean(2),
      mrrAt20: mean(3),
      ndcgAt10: mean(4),
      logLoss: mean(5),
      ndcgAt20: mean(6),
      answerRate: mean(7),
    }
  }
}
