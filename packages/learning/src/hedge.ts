export interface HedgeOptions {
  /** Starting weights, one per expert; scaled to sum to 1. */
  prior: readonly number[]
  /** Step of the update, in (0, 1]: 1 follows the best single expert, small values the best fixed mixture. */
  learningRate?: number
  /** Share of all weight given back by the prior after every update, in [0, 1). It lets a lost expert return. */
  share?: number
}

export interface HedgeState {
  updates: number
  weights: number[]
}

/** Below this, ratios of likelihoods are meaningless in floating point; nothing is learned from such a case. */
const leastLikelihood = 1e-290

/**
 * Learns the mixing weights of experts that each give a probability to the outcome.
 *
 * Exponential weights over log-loss with fixed share (Herbster & Warmuth, "Tracking the best expert", Machine Learning
 * 32, 1998), in the soft form w ← w·(1 − η + η·p/p̄) of Orseau, Lattimore & Legg ("Soft-Bayes", ALT 2017): with η = 1
 * it is Hedge (Bayes) over log-loss, with a small η it approaches the best *mixture*. For lists of candidates that
 * complete each other, the best mixture is far better than the best expert. The rate starts high and falls as 1/updates
 * to `learningRate`.
 *
 * An expert without an opinion sleeps (Freund et al., "Using and combining predictors that specialize", STOC 1997): the
 * others share the whole weight among themselves, and the weight of the sleeping expert stays.
 */
export class Hedge {
  readonly #prior: Float64Array
  readonly #learningRate: number
  readonly #share: number
  readonly #weights: Float64Array
  #updates = 0

  constructor({ prior, learningRate = 0.002, share = 1e-5 }: HedgeOptions) {
    if (!(learningRate > 0 && learningRate <= 1))
      throw new RangeError(`learningRate must be above 0 and at most 1, got ${learningRate}`)
    if (!(share >= 0 && share < 1)) throw new RangeError(`share must be at least 0 and below 1, got ${share}`)
    this.#prior = scaled(prior)
    this.#weights = this.#prior.slice()
    this.#learningRate = learningRate
    this.#share = share
  }

  /** Weights of all experts, sleeping or not; they sum to 1. */
  get weights(): Float64Array {
    return this.#weights
  }

  /** Cases that the weights were learned from. */
  get updates(): number {
    return this.#updates
  }

  /** @param likelihoods per expert the probability that it gave to the outcome, or -1 if it slept */
  update(likelihoods: ArrayLike<number>): void {
    const weights = this.#weights
    let awake = 0
    let mixed = 0
    for (let i = 0; i < weights.length; i++) {
      const likelihood = likelihoods[i] as number
      if (likelihood < 0) continue
      awake += weights[i] as number
      mixed += (weights[i] as number) * likelihood
    }
    if (!(mixed > leastLikelihood)) return
    this.#updates++
    const rate = Math.max(this.#learningRate, 1 / (1 + this.#updates))
    for (let i = 0; i < weights.length; i++) {
      const likelihood = likelihoods[i] as number
      const kept = likelihood < 0 ? 1 : 1 - rate + (rate * likelihood * awake) / mixed
      weights[i] = (1 - this.#share) * (weights[i] as number) * kept + this.#share * (this.#prior[i] as number)
    }
  }

  get state(): HedgeState {
    return { updates: this.#updates, weights: [...this.#weights] }
  }

  /** Replaces the weights. @throws RangeError if their number is wrong or none is above 0 */
  restore({ weights, updates }: HedgeState): void {
    if (weights.length !== this.#weights.length) {
      throw new RangeError(`there must be ${this.#weights.length} weights, got ${weights.length}`)
    }
    this.#weights.set(scaled(weights))
    this.#updates = updates
  }
}

/** Scales weights to sum to 1. Weights that already do, except for rounding, stay the same to the last bit. */
function scaled(weights: readonly number[]): Float64Array {
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  if (!(total > 0)) throw new RangeError(`weights must have a sum above 0, got ${total}`)
  return Float64Array.from(weights, (weight) => (Math.abs(total - 1) < 1e-9 ? weight : weight / total))
}
