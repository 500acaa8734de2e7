import { seededRandom } from '../seeded-random.ts'

export interface SimulatedUsersOptions {
  seed: number
  /** Items that the sources offer per answer. */
  candidates?: number
  /** A utility of this much makes a click as likely as not. */
  indifference?: number
  /** Standard deviation of the logarithm of a weight between users, and per answer for all users together. */
  taste?: number
  drift?: number
  /** Share of the items that are examined, not clicked and not liked at all that are dismissed. */
  dismissalRate?: number
}

export interface SimulatedCandidate {
  /** By source. */
  scores: number[]
  /** Probability that its user clicks it once it is examined. */
  attraction: number
}

export type Reaction = 'clicked' | 'dismissed' | 'none'

/** How much users value each source, from the most to the least; the last two sources are noise. */
const preferences = [5, 3, 1.5, 0.5, 0, 0]
/** Share of the candidates that a source lists. */
const listedShare = 0.5
/** How much of a score all sources have in common. */
const commonShare = 0.3

/**
 * Users with known preferences, who examine, click and dismiss, the same for the same seed. An item is examined by its
 * position alone and clicked by its attraction alone (the position-based model, Craswell et al., WSDM 2008). The
 * examination is (k + 1)^−0.6, and a third less from the sixth position on, as below the fold: no curve that the
 * learner assumes.
 */
export class SimulatedUsers {
  readonly #random: () => number
  readonly #candidates: number
  readonly #indifference: number
  readonly #taste: number
  readonly #drift: number
  readonly #dismissalRate: number
  #weights: number[]

  constructor({
    seed,
    candidates = 40,
    indifference = 8,
    taste = 0.3,
    drift = 0.001,
    dismissalRate = 0.02,
  }: SimulatedUsersOptions) {
    this.#random = seededRandom(seed)
    this.#candidates = candidates
    this.#indifference = indifference
    this.#taste = taste
    this.#drift = drift
    this.#dismissalRate = dismissalRate
    this.#weights = [...preferences]
    for (let s = this.#weights.length - 1; s > 0; s--) this.#exchange(s, Math.floor(this.#random() * (s + 1)))
  }

  /** What users value on average. */
  get weights(): readonly number[] {
    return this.#weights
  }

  /** Weights that rank worst: those of the most and of the least valued source changed places, and so on. */
  get wrongWeights(): number[] {
    const ranks = [...this.#weights.keys()].sort((a, b) => (this.#weights[a] as number) - (this.#weights[b] as number))
    const wrong = this.#weights.map(() => 0)
    for (const [rank, s] of ranks.entries()) wrong[s] = this.#weights[ranks.at(-1 - rank) as number] as number
    return wrong
  }

  /** All users value the sources the other way round from now on. */
  flip(): void {
    this.#weights = this.wrongWeights
  }

  /** The candidates of the next answer, for its user. */
  next(): SimulatedCandidate[] {
    this.#weights = this.#weights.map((weight) => weight * Math.exp(this.#drift * this.#normal()))
    const own = this.#weights.map((weight) => weight * Math.exp(this.#taste * this.#normal()))
    return Array.from({ length: this.#candidates }, () => {
      const common = this.#random()
      const scores = own.map(() =>
        this.#random() < listedShare ? commonShare * common + (1 - commonShare) * this.#random() : 0,
      )
      const utility = own.reduce((sum, weight, s) => sum + weight * (scores[s] as number), 0)
      return { scores, attraction: 1 / (1 + Math.exp(this.#indifference - utility)) }
    })
  }

  /** Probability that the position, from 0, is examined; 1 at the top. */
  examination(position: number): number {
    return (position + 1) ** -0.6 * (position < 5 ? 1 : 2 / 3)
  }

  /** What the user does with each shown item. */
  react(shown: readonly SimulatedCandidate[]): Reaction[] {
    return shown.map(({ attraction }, position) => {
      if (this.#random() >= this.examination(position)) return 'none'
      if (this.#random() < attraction) return 'clicked'
      return this.#random() < this.#dismissalRate * (1 - attraction) ** 4 ? 'dismissed' : 'none'
    })
  }

  /** Expected clicks on a list. */
  expectedClicks(shown: readonly SimulatedCandidate[]): number {
    return shown.reduce((sum, { attraction }, position) => sum + this.examination(position) * attraction, 0)
  }

  #exchange(a: number, b: number): void {
    const weights = this.#weights
    ;[weights[a], weights[b]] = [weights[b] as number, weights[a] as number]
  }

  /** Box & Muller 1958. */
  #normal(): number {
    return Math.sqrt(-2 * Math.log(1 - this.#random())) * Math.cos(2 * Math.PI * this.#random())
  }
}
