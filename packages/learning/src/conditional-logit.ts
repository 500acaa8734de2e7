import type { Alternatives } from './alternatives.ts'
import { untouched } from './untouched.ts'

export interface ConditionalLogitOptions {
  /** Features per alternative. */
  features: number
  /** Each kind of alternatives has its own weights. */
  kinds: number
  /** Each situation has its own weights too, added to weights that all situations share. */
  situations: number
  learningRate?: number
}

export interface ConditionalLogitState {
  /** Per kind the shared weights, then those of each situation. */
  weights: number[]
  /** Sum of squared gradients, in the same order. */
  steepness: number[]
}

const firstSteepness = 0.01
/** The gradient of an alternative with a smaller error is not followed. */
const leastError = 1e-6

/**
 * A choice among alternatives by their features: p(a) ∝ exp(offset(a) + w · x(a)), the conditional logit of McFadden
 * (1974), learned online by AdaGrad (Duchi, Hazan & Singer, JMLR 12, 2011) on log-loss. With weights of 0 it is the
 * softmax of the offsets. Another model can therefore be given as offsets, and only its errors are learned.
 */
export class ConditionalLogit {
  readonly #features: number
  readonly #situations: number
  readonly #learningRate: number
  #weights: Float64Array
  #steepness: Float64Array
  #prior: Float64Array
  #hasLearned = false
  /** Scratch, per kind: weights in the situation at hand, and their gradient. */
  readonly #effective: Float64Array
  readonly #gradient: Float64Array

  constructor({ features, kinds, situations, learningRate = 0.05 }: ConditionalLogitOptions) {
    if (!(learningRate > 0)) throw new RangeError(`learningRate must be above 0, got ${learningRate}`)
    this.#features = features
    this.#situations = situations
    this.#learningRate = learningRate
    const weights = kinds * (1 + situations) * features
    this.#weights = untouched(weights)
    this.#steepness = untouched(weights, firstSteepness)
    this.#prior = untouched(weights)
    this.#effective = new Float64Array(kinds * features)
    this.#gradient = new Float64Array(kinds * features)
  }

  /** Sets a prior: weights that are added to the learned ones. @throws RangeError if their number is wrong */
  shrinkTowards(prior: readonly number[]): void {
    if (prior.length !== this.#prior.length) {
      throw new RangeError(`the prior must have ${this.#prior.length} weights, got ${prior.length}`)
    }
    this.#prior = Float64Array.from(prior)
  }

  /** Sets the probability of every alternative; they sum to 1. @param priorShare factor on the weights of the prior */
  weigh(alternatives: Alternatives, situation: number, priorShare = 0): void {
    this.#prepare(situation, priorShare)
    const { size } = alternatives
    let highest = Number.NEGATIVE_INFINITY
    for (let n = 0; n < size; n++) {
      const start = alternatives.kind(n) * this.#features
      const utility = alternatives.offset(n) + alternatives.dot(n, this.#effective, start)
      alternatives.setProbability(n, utility)
      highest = Math.max(highest, utility)
    }
    let total = 0
    for (let n = 0; n < size; n++) {
      const raised = Math.exp(alternatives.probability(n) - highest)
      alternatives.setProbability(n, raised)
      total += raised
    }
    for (let n = 0; n < size; n++) alternatives.setProbability(n, alternatives.probability(n) / total)
  }

  /** Learns that this alternative was chosen. Call after `weigh` with the same alternatives and situation. */
  learn(alternatives: Alternatives, situation: number, chosen: number): void {
    this.#own()
    this.#findGradient(alternatives, chosen)
    const features = this.#features
    for (let at = 0; at < this.#gradient.length; at++) {
      const slope = this.#gradient[at] as number
      if (slope === 0) continue
      const kind = Math.floor(at / features)
      const shared = kind * (1 + this.#situations) * features + (at % features)
      this.#step(shared, slope)
      this.#step(shared + (1 + situation) * features, slope)
    }
  }

  get state(): ConditionalLogitState {
    return { weights: [...this.#weights], steepness: [...this.#steepness] }
  }

  /** @throws RangeError if the number of weights is wrong */
  restore({ weights, steepness }: ConditionalLogitState): void {
    if (weights.length !== this.#weights.length) {
      throw new RangeError(`the state must have ${this.#weights.length} weights, got ${weights.length}`)
    }
    this.#own()
    this.#weights.set(weights)
    this.#steepness.set(steepness)
  }

  /** Takes columns of its own before the first write. */
  #own(): void {
    if (this.#hasLearned) return
    this.#hasLearned = true
    this.#weights = this.#weights.slice()
    this.#steepness = this.#steepness.slice()
  }

  #prepare(situation: number, priorShare: number): void {
    const features = this.#features
    for (let at = 0; at < this.#effective.length; at++) {
      const kind = Math.floor(at / features)
      const shared = kind * (1 + this.#situations) * features + (at % features)
      const own = shared + (1 + situation) * features
      const prior = (this.#prior[shared] as number) + (this.#prior[own] as number)
      const learned = (this.#weights[shared] as number) + (this.#weights[own] as number)
      this.#effective[at] = learned + priorShare * prior
    }
  }

  /** d log-loss / d w = Σ (p(a) − [a was chosen]) · x(a). */
  #findGradient(alternatives: Alternatives, chosen: number): void {
    this.#gradient.fill(0)
    for (let n = 0; n < alternatives.size; n++) {
      const error = alternatives.probability(n) - (n === chosen ? 1 : 0)
      if (Math.abs(error) < leastError) continue
      const start = alternatives.kind(n) * this.#features
      for (let f = 0; f < this.#features; f++) {
        this.#gradient[start + f] = (this.#gradient[start + f] as number) + error * alternatives.feature(n, f)
      }
    }
  }

  #step(at: number, slope: number): void {
    const steepness = (this.#steepness[at] as number) + slope * slope
    this.#steepness[at] = steepness
    this.#weights[at] = (this.#weights[at] as number) - (this.#learningRate * slope) / Math.sqrt(steepness)
  }
}
