export interface WasteControlOptions {
  /** Share of the prefetches that may be wasted in the long run, in (0, 1). */
  mostWaste?: number
  /** The most that one prefetch changes the cost. */
  step?: number
}

/** What an answer without a prefetch lowers the cost by, in steps. */
const idleShare = 0.01

/**
 * The cost of a prefetch, as a share of its benefit, that keeps the measured waste at a target: fetch what is used with
 * a probability above the cost. Each wasted prefetch raises the cost and each used one lowers it, so that both cancel
 * out at the target (Robbins & Monro 1951). The waste follows the target although probabilities are off: after n
 * prefetches it is above it by at most 1 / (step · n), as in adaptive conformal inference (Gibbs & Candès, NeurIPS
 * 2021). When nothing is fetched any more, the cost falls slowly, so that better probabilities are noticed.
 */
export class WasteControl {
  readonly #mostWaste: number
  readonly #step: number
  #cost: number

  constructor({ mostWaste = 0.8, step = 0.005 }: WasteControlOptions = {}) {
    if (!(mostWaste > 0 && mostWaste < 1))
      throw new RangeError(`mostWaste must be above 0 and below 1, got ${mostWaste}`)
    if (!(step > 0 && step < 1)) throw new RangeError(`step must be above 0 and below 1, got ${step}`)
    this.#mostWaste = mostWaste
    this.#step = step
    this.#cost = (1 - mostWaste) / 2
  }

  /** In [0, 1], per unit of benefit. */
  get cost(): number {
    return this.#cost
  }

  /** Adds one page or answer: how many prefetches it made, and how many of them were used. */
  add(fetched: number, used: number): void {
    const excess = fetched > 0 ? fetched - used - this.#mostWaste * fetched : -idleShare
    this.#cost = Math.min(1, Math.max(0, this.#cost + this.#step * excess))
  }

  get state(): number {
    return this.#cost
  }

  /** @throws RangeError unless the cost is in [0, 1] */
  restore(cost: number): void {
    if (!(cost >= 0 && cost <= 1)) throw new RangeError(`the cost must be at least 0 and at most 1, got ${cost}`)
    this.#cost = cost
  }
}
