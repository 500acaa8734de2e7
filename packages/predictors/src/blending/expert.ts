import { growArray } from '../log/grow-array.ts'
import { PartialTopK } from '../ranking/partial-top-k.ts'
import type { Recency } from '../ranking/recency.ts'
import type { ScoreAccumulator } from '../ranking/score-accumulator.ts'
import { EscapeProbability } from './escape-probability.ts'

const listed = 100
const lowestPower = 0.2
const highestPower = 5
/** A score has at least this ratio to the highest, so that logarithms stay finite. */
const leastRatio = 1e-100

export interface ExpertState {
  power: number
  steepness: number
  escape: number[]
}

/**
 * Turns the scores of one component into probabilities: p(item) = (1 − escape) · score^power / Σ score^power over its
 * best hundred items. The power is learned by gradient descent on log-loss (AdaGrad, Duchi, Hazan & Singer, JMLR 12,
 * 2011). The escape probability is counted.
 */
export class Expert {
  readonly #list: PartialTopK
  readonly #escape = new EscapeProbability(0.5)
  /** Probability per place of `#list`. */
  #probabilities = new Float64Array(0)
  #logRatios = new Float64Array(0)
  #mass = 0
  #highest = 0
  #missing = 1
  #power = 1
  /** Sum of squared gradients. */
  #steepness = 1

  constructor(recency: Recency) {
    this.#list = new PartialTopK(listed, recency)
  }

  /** Items listed; 0 if the component scored nothing (it sleeps). */
  get size(): number {
    return this.#list.size
  }

  /** The probability left to the items that are not listed. */
  get missing(): number {
    return this.#missing
  }

  item(n: number): number {
    return this.#list.key(n)
  }

  probability(n: number): number {
    return this.#probabilities[n]!
  }

  /** Sum of all scores offered. */
  get mass(): number {
    return this.#mass
  }

  /** Log of the highest score divided by the sum of all scores offered. */
  get logLead(): number {
    return Math.log(this.#highest / this.#mass)
  }

  /** Log of the score divided by the highest, at most 0. */
  logRatio(n: number): number {
    return this.#logRatios[n]!
  }

  /** The place of an item in the list (in no order), or -1. */
  placeOf(item: number): number {
    return this.#list.placeOf(item)
  }

  /**
   * The probability of an item, listed or not.
   * @param others how many items share the probability that the list leaves
   */
  likelihood(item: number, others: number): number {
    const place = this.placeOf(item)
    return place < 0 ? this.#missing / others : this.probability(place)
  }

  /** How many listed items are more probable than this. */
  above(probability: number): number {
    let above = 0
    for (let n = 0; n < this.size; n++) if (this.probability(n) > probability) above++
    return above
  }

  clear(): void {
    this.#list.clear()
    this.#mass = 0
    this.#highest = 0
  }

  /** Ignores scores that are not above 0. */
  offer(item: number, score: number): void {
    if (!(score > 0)) return
    this.#mass += score
    if (score > this.#highest) this.#highest = score
    this.#list.offer(item, score)
  }

  offerAll(scores: ScoreAccumulator): void {
    for (let n = 0; n < scores.size; n++) {
      const item = scores.item(n)
      this.offer(item, scores.of(item))
    }
  }

  /** Turns the scores offered since `clear` into probabilities. */
  close(): void {
    this.#list.cut()
    this.#probabilities = growArray(this.#probabilities, this.size)
    this.#logRatios = growArray(this.#logRatios, this.size)
    let total = 0
    for (let n = 0; n < this.size; n++) {
      const logRatio = Math.log(Math.max(leastRatio, this.#list.score(n) / this.#highest))
      const raised = Math.exp(this.#power * logRatio)
      this.#logRatios[n] = logRatio
      this.#probabilities[n] = raised
      total += raised
    }
    this.#missing = this.size > 0 ? this.#escape.probability(this.#mass) : 1
    const factor = (1 - this.#missing) / total
    for (let n = 0; n < this.size; n++) this.#probabilities[n] = this.probability(n) * factor
  }

  /** The item came next. */
  learn(item: number): void {
    if (this.size === 0) return
    const place = this.placeOf(item)
    this.#escape.learn(this.#mass, place < 0)
    if (place >= 0) this.#followGradient(place)
  }

  get state(): ExpertState {
    return { power: this.#power, steepness: this.#steepness, escape: this.#escape.state }
  }

  restore(state: ExpertState): void {
    this.#power = state.power
    this.#steepness = state.steepness
    this.#escape.restore(state.escape)
  }

  /** d log p / d power = ln score − E[ln score]. */
  #followGradient(place: number): void {
    let expected = 0
    for (let n = 0; n < this.size; n++) expected += this.probability(n) * this.logRatio(n)
    const gradient = this.logRatio(place) - expected / (1 - this.#missing)
    this.#steepness += gradient ** 2
    const step = gradient / Math.sqrt(this.#steepness)
    this.#power = Math.min(highestPower, Math.max(lowestPower, this.#power + 0.5 * step))
  }
}
