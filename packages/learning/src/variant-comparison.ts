import { ConfidenceSequence, type ConfidenceSequenceState, type Interval } from './confidence-sequence.ts'

export interface VariantComparisonOptions {
  /** Planned share of variant b among the units of a and b. */
  shareB?: number
  /** Range of the measure; values outside count as its ends. */
  low?: number
  high?: number
  alpha?: number
}

export interface VariantComparisonState {
  counts: [a: number, b: number]
  /** Of the values, scaled to [0, 1]. */
  sums: [a: number, b: number]
  difference: ConfidenceSequenceState
}

/**
 * Compares two variants of an experiment on one measure, by a test that may be read at any time. Add one value per unit
 * (a user or a session): values of one unit are alike and would be taken for more evidence than they are.
 *
 * With the share π of b, (x − guess) · (1/π if b, −1/(1 − π) if a) has the expectation mean of b − mean of a, whatever
 * is guessed from earlier units (the augmented inverse-propensity form, Waudby-Smith et al., "Anytime-valid off-policy
 * inference for contextual bandits", 2024). A `ConfidenceSequence` holds its mean. A good guess makes it narrow.
 */
export class VariantComparison {
  readonly #shareB: number
  readonly #low: number
  readonly #range: number
  readonly #counts: [number, number] = [0, 0]
  readonly #sums: [number, number] = [0, 0]
  readonly #difference: ConfidenceSequence

  constructor({ shareB = 0.5, low = 0, high = 1, alpha = 0.05 }: VariantComparisonOptions = {}) {
    if (!(shareB > 0 && shareB < 1)) throw new RangeError(`shareB must be above 0 and below 1, got ${shareB}`)
    if (!(high > low)) throw new RangeError(`high must be above low (${low}), got ${high}`)
    this.#shareB = shareB
    this.#low = low
    this.#range = high - low
    const most = 1 / Math.min(shareB, 1 - shareB)
    this.#difference = new ConfidenceSequence({ low: -most, high: most, alpha })
  }

  add(variant: 'a' | 'b', value: number): void {
    const scaled = Math.min(1, Math.max(0, (value - this.#low) / this.#range))
    const [guessA, guessB] = [this.#guess(0), this.#guess(1)]
    const surprise = scaled - ((1 - this.#shareB) * guessB + this.#shareB * guessA)
    this.#difference.add(variant === 'b' ? surprise / this.#shareB : -surprise / (1 - this.#shareB))
    const index = variant === 'b' ? 1 : 0
    this.#counts[index]++
    this.#sums[index] += scaled
  }

  /** NaN before the first value. */
  get meanA(): number {
    return this.#low + (this.#range * this.#sums[0]) / this.#counts[0]
  }

  get meanB(): number {
    return this.#low + (this.#range * this.#sums[1]) / this.#counts[1]
  }

  get countA(): number {
    return this.#counts[0]
  }

  get countB(): number {
    return this.#counts[1]
  }

  /** Mean of b − mean of a, and an interval that holds it at all times with probability 1 − α. */
  get difference(): Interval & { mean: number } {
    const { low, high } = this.#difference.interval
    const most = (value: number) => this.#range * Math.min(1, Math.max(-1, value))
    return { mean: this.#range * this.#difference.mean, low: most(low), high: most(high) }
  }

  /** The variant that is proven to be better than the other one by more than the margin. */
  winner(margin = 0): 'a' | 'b' | undefined {
    const { low, high } = this.difference
    if (low > margin) return 'b'
    return high < -margin ? 'a' : undefined
  }

  /** Whether b is proven to be above a by more than the margin: a guardrail where more is worse, such as latency. */
  exceeds(margin: number): boolean {
    return this.winner(margin) === 'b'
  }

  get state(): VariantComparisonState {
    return { counts: [...this.#counts], sums: [...this.#sums], difference: this.#difference.state }
  }

  restore({ counts, sums, difference }: VariantComparisonState): void {
    this.#difference.restore(difference)
    for (const i of [0, 1] as const) [this.#counts[i], this.#sums[i]] = [counts[i], sums[i]]
  }

  #guess(variant: 0 | 1): number {
    return (this.#sums[variant] + 0.5) / (this.#counts[variant] + 1)
  }
}
