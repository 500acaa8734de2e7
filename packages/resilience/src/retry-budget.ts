/**
 * Lets retries add at most a fixed share to the load: each call earns `ratio` of a retry, up to `burst`.
 * A plain retry limit multiplies load when everything fails; a budget does not.
 */
export class RetryBudget {
  readonly #ratio: number
  readonly #burst: number
  #tokens: number

  constructor(ratio = 0.1, burst = 10) {
    if (!(ratio >= 0 && ratio <= 1)) throw new RangeError(`retry budget ratio must be from 0 to 1, got ${ratio}`)
    this.#ratio = ratio
    this.#burst = burst
    this.#tokens = burst
  }

  earn(): void {
    this.#tokens = Math.min(this.#burst, this.#tokens + this.#ratio)
  }

  spend(): boolean {
    if (this.#tokens < 1) return false
    this.#tokens -= 1
    return true
  }
}
