/**
 * Limits retries to a fixed share of the calls: each call earns `ratio` of a retry, and at most `burst` retries are
 * saved up. A fixed number of retries per call multiplies the load when everything fails; a budget does not.
 */
export class RetryBudget {
  readonly #ratio: number
  readonly #burst: number
  #tokens: number

  constructor(ratio = 0.1, burst = 10) {
    if (!(ratio >= 0 && ratio <= 1)) throw new RangeError(`The retry budget's ratio must be 0 to 1, got ${ratio}`)
    this.#ratio = ratio
    this.#burst = burst
    this.#tokens = burst
  }

  earn(): void {
    this.#tokens = Math.min(this.#burst, this.#tokens + this.#ratio)
  }

  /** Whether there was a retry left. */
  spend(): boolean {
    if (this.#tokens < 1) return false
    this.#tokens -= 1
    return true
  }
}
