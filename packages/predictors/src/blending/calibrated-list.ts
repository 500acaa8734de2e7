import { IsotonicCalibration } from '@inkling/learning'
import type { Recency } from '../ranking/recency.ts'
import { TopK } from '../ranking/top-k.ts'

/** All items that are not listed have at least this probability together, so that no item is impossible. */
const leastLeft = 1e-3
/** Bounds the divisor where rounding leaves nothing for the items that are not listed. */
const least = 1e-12

/**
 * The listed items, with probabilities that come true as often as they say. Isotonic regression learns from listed
 * items only. The other items share the rest in proportion to their probabilities before calibration, so that all
 * probabilities sum to at most 1 and log-loss is a proper score.
 */
export class CalibratedList {
  readonly #calibration = new IsotonicCalibration()
  /** Before calibration and after. */
  readonly #listed: TopK
  readonly #calibrated: TopK
  /** Of items that are not listed: the probability after calibration divided by that before. */
  #unlistedFactor = 1

  constructor(recency: Recency) {
    this.#listed = new TopK(0, recency)
    this.#calibrated = new TopK(0, recency)
  }

  /** Starts a list of at most `limit` items. Offer the items to the value returned, with their probabilities. */
  clear(limit: number): TopK {
    this.#listed.clear(limit)
    return this.#listed
  }

  /** Ends the list after all offers. Returns it calibrated, best first; it is valid until the next `clear`. */
  close(): TopK {
    const [listed, calibrated] = [this.#listed, this.#calibrated]
    listed.sort()
    calibrated.clear(listed.size)
    let [total, before] = [0, 0]
    for (let n = 0; n < listed.size; n++) {
      total += this.#calibration.calibrated(listed.score(n))
      before += listed.score(n)
    }
    const excess = Math.max(1, total / (1 - leastLeft))
    this.#unlistedFactor = (1 - total / excess) / Math.max(least, 1 - before)
    for (let n = 0; n < listed.size; n++)
      calibrated.offer(listed.key(n), this.#calibration.calibrated(listed.score(n)) / excess)
    calibrated.sort()
    return calibrated
  }

  /** The 1-based rank of an item; 0 if it is not listed. */
  rankOf(item: number): number {
    return this.#calibrated.placeOf(item) + 1
  }

  /** The probability of an item, listed or not. @param before computes it before calibration, for an item not listed */
  probability(item: number, before: () => number): number {
    const place = this.#calibrated.placeOf(item)
    return place < 0 ? this.#unlistedFactor * before() : this.#calibrated.score(place)
  }

  /** The item came next: learns how often the probabilities of this list come true. */
  learn(item: number): void {
    for (let n = 0; n < this.#listed.size; n++)
      this.#calibration.add(this.#listed.score(n), this.#listed.key(n) === item)
    this.#calibration.endCase()
  }

  get state(): number[] {
    return this.#calibration.state
  }

  restore(state: number[]): void {
    this.#calibration.restore(state)
  }
}
