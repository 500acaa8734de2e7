const bins = 20
const columns = 3

export interface CalibrationBin {
  /** Mean probability that was predicted. */
  promised: number
  /** Share of the predictions that came true. */
  happened: number
  /** (Faded) number of predictions. */
  promises: number
}

/**
 * Expected calibration error over equal-width bins (Naeini, Cooper & Hauskrecht, AAAI 2015): the mean gap between the
 * predicted probability and the observed frequency, weighted by the predictions in a bin. Older predictions fade.
 */
export class CalibrationError {
  readonly #fading: number
  /** Per bin: predictions, sum of probabilities, number that came true. */
  readonly #sums = new Float64Array(bins * columns)

  constructor(fading = 1) {
    if (!(fading > 0 && fading <= 1)) throw new RangeError(`fading must be above 0 and at most 1, got ${fading}`)
    this.#fading = fading
  }

  /** Ages all earlier predictions. Call once per case, before its predictions. */
  fade(): void {
    if (this.#fading === 1) return
    for (let i = 0; i < this.#sums.length; i++) this.#sums[i] = (this.#sums[i] as number) * this.#fading
  }

  add(probability: number, happened: boolean): void {
    const at = Math.min(bins - 1, Math.max(0, Math.floor(probability * bins))) * columns
    this.#sums[at] = (this.#sums[at] as number) + 1
    this.#sums[at + 1] = (this.#sums[at + 1] as number) + probability
    if (happened) this.#sums[at + 2] = (this.#sums[at + 2] as number) + 1
  }

  /** The reliability diagram: bins with predictions, by rising probability. */
  get bins(): CalibrationBin[] {
    const filled: CalibrationBin[] = []
    for (let at = 0; at < this.#sums.length; at += columns) {
      const promises = this.#sums[at] as number
      if (!(promises > 0)) continue
      const promised = (this.#sums[at + 1] as number) / promises
      filled.push({ promised, happened: (this.#sums[at + 2] as number) / promises, promises })
    }
    return filled
  }

  /** In [0, 1]; 0 before the first prediction. */
  get value(): number {
    let gaps = 0
    let total = 0
    for (const { promised, happened, promises } of this.bins) {
      gaps += Math.abs(promised - happened) * promises
      total += promises
    }
    return total > 0 ? gaps / total : 0
  }

  get state(): number[] {
    return [...this.#sums]
  }

  /** Replaces the sums per bin, which may be sums over several other instances. */
  restore(state: readonly number[]): void {
    this.#sums.set(state.slice(0, this.#sums.length))
  }
}
