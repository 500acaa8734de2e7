export interface ConfidenceSequenceOptions {
  /** Range of the observations; those outside count as its ends. */
  low?: number
  high?: number
  /** Probability that the interval ever misses the mean. */
  alpha?: number
}

export interface ConfidenceSequenceState {
  count: number
  /** Of the observations, scaled to [0, 1]. */
  sum: number
  /** Sum of squared deviations from the mean so far. */
  squares: number
}

export interface Interval {
  low: number
  high: number
}

/** Stakes of the bets, in equal parts: 0.8, 0.4, 0.2 … They suit from a dozen to a million observations. */
const stakes = Array.from({ length: 8 }, (_, n) => 0.8 / 2 ** n)
const costs = stakes.map((stake) => -Math.log1p(-stake) - stake)
/** Halvings of the range until an end of the interval is found. */
const rounds = 40

/**
 * An interval for the mean of bounded observations that may be read after each of them: with probability 1 − α it holds
 * the mean at all times at once. So an experiment may stop as soon as its result is clear.
 *
 * With observations in [0, 1] and the mean of those before them as a guess, exp(λ Σ(x − μ) − ψ(λ) Σ(x − guess)²),
 * ψ(λ) = −ln(1 − λ) − λ, is a supermartingale for each λ in (0, 1): the empirical Bernstein bound of Howard et al.
 * ("Time-uniform, nonparametric, nonasymptotic confidence sequences", Annals of Statistics 49, 2021, theorem 4, after
 * Fan et al. 2015). A mixture over λ (section 3.4 there) is a bet whose wealth exceeds 1/α with probability α at most.
 *
 * Observations need not be independent. It is enough that each has the same expectation given all those before.
 */
export class ConfidenceSequence {
  readonly #low: number
  readonly #range: number
  readonly #alpha: number
  #count = 0
  #sum = 0
  #squares = 0

  constructor({ low = 0, high = 1, alpha = 0.05 }: ConfidenceSequenceOptions = {}) {
    if (!(high > low && Number.isFinite(high - low)))
      throw new RangeError(`high must be above low (${low}) and finite, got ${high}`)
    if (!(alpha > 0 && alpha < 1)) throw new RangeError(`alpha must be above 0 and below 1, got ${alpha}`)
    this.#low = low
    this.#range = high - low
    this.#alpha = alpha
  }

  add(value: number): void {
    const scaled = Math.min(1, Math.max(0, this.#scaled(value)))
    const guess = (this.#sum + 0.5) / (this.#count + 1)
    this.#squares += (scaled - guess) ** 2
    this.#sum += scaled
    this.#count++
  }

  get count(): number {
    return this.#count
  }

  /** The middle of the range before the first observation. */
  get mean(): number {
    return this.#low + this.#range * (this.#count > 0 ? this.#sum / this.#count : 0.5)
  }

  /** Two-sided. */
  get interval(): Interval {
    const least = Math.log(2 / this.#alpha)
    const low = boundary((mean) => this.#logWealthAbove(mean) >= least)
    const high = 1 - boundary((mean) => this.#logWealthBelow(1 - mean) >= least)
    return { low: this.#low + this.#range * low, high: this.#low + this.#range * Math.max(low, high) }
  }

  /** p-value that the mean is `mean` or less, valid at any time. A small value proves that it is above. */
  pValueAbove(mean: number): number {
    return Math.min(1, Math.exp(-this.#logWealthAbove(this.#scaled(mean))))
  }

  /** p-value that the mean is `mean` or more, valid at any time. A small value proves that it is below. */
  pValueBelow(mean: number): number {
    return Math.min(1, Math.exp(-this.#logWealthBelow(this.#scaled(mean))))
  }

  get state(): ConfidenceSequenceState {
    return { count: this.#count, sum: this.#sum, squares: this.#squares }
  }

  restore({ count, sum, squares }: ConfidenceSequenceState): void {
    if (!(count >= 0 && sum >= 0 && sum <= count && squares >= 0))
      throw new RangeError(`the state must have 0 ≤ sum ≤ count and squares ≥ 0, got ${sum}, ${count} and ${squares}`)
    this.#count = count
    this.#sum = sum
    this.#squares = squares
  }

  #scaled(value: number): number {
    return (value - this.#low) / this.#range
  }

  #logWealthAbove(mean: number): number {
    return logWealth(this.#sum - this.#count * mean, this.#squares)
  }

  #logWealthBelow(mean: number): number {
    return logWealth(this.#count * mean - this.#sum, this.#squares)
  }
}

/** The logarithm of the mean wealth of all stakes. */
function logWealth(excess: number, squares: number): number {
  const logs = stakes.map((stake, n) => stake * excess - (costs[n] as number) * squares)
  const highest = Math.max(...logs)
  return highest + Math.log(logs.reduce((sum, log) => sum + Math.exp(log - highest), 0) / stakes.length)
}

/** The end of [0, x], the part of [0, 1] that is refuted. */
function boundary(isRefuted: (mean: number) => boolean): number {
  let [low, high] = [0, 1]
  for (let round = 0; round < rounds; round++) {
    const middle = (low + high) / 2
    if (isRefuted(middle)) low = middle
    else high = middle
  }
  return low
}
