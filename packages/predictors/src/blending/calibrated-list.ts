import { IsotonicCalibration } from '@inkling/learning'
import type { EventLog } from '../log/event-log.ts'
import { Top } from '../ranking/top-k.ts'

/** Least probability of all that is not listed together, so that what happens is never impossible. */
const leastLeft = 1e-3
/** Rounding may leave less than this, or nothing, where something must be. */
const least = 1e-12

/**
 * What is listed, as probable as it turns out to be. Isotonic regression knows only what was listed; of all else it says no
 * more than how much there is of it, so what it leaves over the other items share in proportion to their probabilities
 * before: all together are at most 1, and log-loss is a proper score.
 */
export class Promises {
  readonly #calibration = new IsotonicCalibration()
  /** Before calibration and after. */
  readonly #listed: Top
  readonly #promised: Top
  /** What is not listed, after calibration by before. */
  #unlistedFactor = 1

  constructor(log: EventLog) {
    this.#listed = new Top(0, log.items)
    this.#promised = new Top(0, log.items)
  }

  /** Where to offer what may be listed, with its probability before calibration. */
  clear(limit: number): Top {
    this.#listed.clear(limit)
    return this.#listed
  }

  /** Call when all was offered. Answers the list, calibrated, best first; valid until the next `clear`. */
  close(): Top {
    const [listed, promised] = [this.#listed, this.#promised]
    listed.sort()
    promised.clear(listed.size)
    let [total, before] = [0, 0]
    for (let n = 0; n < listed.size; n++) {
      total += this.#calibration.calibrated(listed.score(n))
      before += listed.score(n)
    }
    const excess = Math.max(1, total / (1 - leastLeft))
    this.#unlistedFactor = (1 - total / excess) / Math.max(least, 1 - before)
    for (let n = 0; n < listed.size; n++)
      promised.offer(listed.key(n), this.#calibration.calibrated(listed.score(n)) / excess)
    promised.sort()
    return promised
  }

  /** The probability of an item, listed or not; `before` gives it before calibration. */
  probability(item: number, before: () => number): number {
    const place = this.#promised.placeOf(item)
    return place < 0 ? this.#unlistedFactor * before() : this.#promised.score(place)
  }

  /** The item came next: learns what the promises of the last list came to. */
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
