import { Hedge, shrink } from '@inkling/learning'
import type { Recency } from '../ranking/recency.ts'
import type { ScoreAccumulator } from '../ranking/score-accumulator.ts'
import { Expert, type ExpertState } from './expert.ts'
import type { Reason } from './ranked-item.ts'

export interface MixtureState {
  /** Cases the weights were learned from. */
  updates: number
  experts: Record<string, ExpertState & { weight: number }>
}

/** The share of an expert of fixed weight 0. */
const leastShare = 1e-6

/**
 * Mixes one expert per component, for one kind of items: p(item) = Σ weight · p_expert(item) over the experts that are
 * awake. The weights are learned. While they rest on few cases, they are shrunk towards a prior, if there is one.
 */
export class Mixture {
  readonly experts: readonly Expert[]
  readonly #names: readonly string[]
  readonly #hedge: Hedge
  /** First guesses, and the weights of other tenants. */
  readonly #guess: readonly number[]
  #prior: readonly number[] | undefined
  #fixed: readonly number[] | undefined
  #drawn: Float64Array
  /** Weight per expert in this case: 0 for experts that sleep; the others sum to 1. */
  readonly #weights: Float64Array

  /** @param priors starting weight by name */
  constructor(priors: ReadonlyMap<string, number>, recency: Recency) {
    this.#names = [...priors.keys()]
    this.experts = this.#names.map(() => new Expert(recency))
    this.#guess = [...priors.values()]
    this.#hedge = new Hedge({ prior: this.#guess })
    this.#drawn = this.#hedge.weights
    this.#weights = new Float64Array(priors.size)
  }

  /** Current weights of all experts, asleep or awake; they sum to 1. */
  get weights(): Float64Array {
    return this.#drawn
  }

  /** Cases that the weights were learned from. */
  get cases(): number {
    return this.#hedge.updates
  }

  /**
   * @param prior weights of other tenants, by name. An expert without one keeps its first guess; without any, all do
   */
  shrinkTowards(prior: Readonly<Record<string, number>>): void {
    const isKnown = this.#names.some((name) => (prior[name] ?? 0) > 0)
    const weights = this.#names.map((name, i) => prior[name] ?? this.#guess[i]!)
    const total = weights.reduce((sum, weight) => sum + weight, 0)
    this.#prior = isKnown ? weights.map((weight) => weight / total) : undefined
    this.#draw()
  }

  /**
   * @param given weights by name, to use instead of the learned ones. An expert without one, or of weight 0, counts
   * only where no other is awake.
   * @throws RangeError unless they are at least 0, and one is above
   */
  fix(given: Readonly<Record<string, number>> | undefined): void {
    const weights = given && this.#names.map((name) => given[name] ?? 0)
    const total = weights?.reduce((sum, weight) => sum + weight, 0) ?? 1
    if (!(total > 0 && Number.isFinite(total)) || weights?.some((weight) => weight < 0))
      throw new RangeError(`fixed weights must be at least 0, and one of them above, got ${JSON.stringify(given)}`)
    const share = 1 - this.#names.length * leastShare
    this.#fixed = weights?.map((weight) => leastShare + (share * weight) / total)
    this.#draw()
  }

  clear(): void {
    for (const expert of this.experts) expert.clear()
  }

  /** Call after all experts have their scores. Returns whether any is awake. */
  close(): boolean {
    let awake = 0
    this.experts.forEach((expert, i) => {
      expert.close()
      if (expert.size > 0) awake += this.weights[i]!
    })
    this.experts.forEach((expert, i) => {
      this.#weights[i] = expert.size > 0 ? this.weights[i]! / awake : 0
    })
    return awake > 0
  }

  /** Adds share · p(item) for every item listed. */
  addTo(mixed: ScoreAccumulator, share: number): void {
    this.experts.forEach((expert, i) => {
      const factor = share * this.#weights[i]!
      for (let n = 0; n < expert.size; n++) mixed.add(expert.item(n), factor * expert.probability(n))
    })
  }

  /**
   * The probability of an item, listed or not.
   * @param others how many items share the probability that a list leaves
   */
  probability(item: number, others: number): number {
    return this.experts.reduce((sum, expert, i) => sum + this.#weights[i]! * expert.likelihood(item, others), 0)
  }

  reasons(item: number, share: number): Reason[] {
    return this.experts.flatMap((expert, i) => {
      const place = expert.placeOf(item)
      const [model, weight] = [this.#names[i]!, share * this.#weights[i]!]
      return place < 0 ? [] : [{ model, weight, score: expert.probability(place) }]
    })
  }

  /** The item came next, and it is of this mixture's kind. */
  learn(item: number, others: number): void {
    this.#hedge.update(this.experts.map((expert) => (expert.size > 0 ? expert.likelihood(item, others) : -1)))
    for (const expert of this.experts) expert.learn(item)
    this.#draw()
  }

  get state(): MixtureState {
    const { updates, weights } = this.#hedge.state
    const experts = this.experts.map((expert, i) => [this.#names[i], { ...expert.state, weight: weights[i] }])
    return { updates, experts: Object.fromEntries(experts) }
  }

  /** An expert whose component is newer than the state keeps its first guess. */
  restore({ updates, experts }: MixtureState): void {
    const weights = this.#names.map((name, i) => experts[name]?.weight ?? this.#hedge.weights[i]!)
    this.#hedge.restore({ updates, weights })
    this.#names.forEach((name, i) => {
      const state = experts[name]
      if (state) this.experts[i]?.restore(state)
    })
    this.#draw()
  }

  /** Without a prior the learned weights are used as they are. */
  #draw(): void {
    const [prior, { weights, updates }] = [this.#prior, this.#hedge]
    if (this.#fixed) this.#drawn = Float64Array.from(this.#fixed)
    else this.#drawn = prior ? weights.map((weight, i) => shrink(weight, prior[i]!, updates)) : weights
  }
}
