import { indexAt } from './index-at.ts'

export interface RankingPolicyOptions {
  /** Candidates are numbered from 0, the best, to candidates − 1. */
  candidates: number
  /** How many are shown. */
  limit: number
  /** Share of the answers in which a coin decides the order of neighbours. */
  swapRate?: number
  /** Share of the answers in which one position shows a candidate from beyond the limit. */
  explorationRate?: number
  /**
   * Probabilities of the candidates from `limit` on to be explored. Uniform if absent, which is epsilon-greedy;
   * `thompsonProbabilities` makes it Thompson sampling. A function is called only when it is needed.
   */
  explored?: readonly number[] | (() => readonly number[])
}

export interface ShownCandidate {
  candidate: number
  /** Probability that it stands at this position. */
  propensity: number
  isExplored: boolean
  /** If a coin decided its order with a neighbour: the upper position of the two, for `PositionBias`. */
  pairUpper?: number
}

/**
 * Shows a ranking with a little randomness, whose propensities are known exactly.
 *
 * First, in `explorationRate` of the answers, one position of the list, each equally likely, shows a candidate from
 * beyond it. Then, in `swapRate` of the answers, the list is split into pairs of neighbours, from position 0 or 1 on,
 * and a fair coin decides the order within each pair (FairPairs, Radlinski & Joachims, AAAI 2006).
 *
 * Propensities and exposures are what off-policy estimates divide by (Li et al., "Offline evaluation of ranking
 * policies with click models", KDD 2018); see `snips`.
 */
export class RankingPolicy {
  readonly #candidates: number
  readonly #shown: number
  readonly #swapRate: number
  readonly #explorationRate: number
  readonly #explored: RankingPolicyOptions['explored']
  #distribution: readonly number[] | undefined

  constructor({ candidates, limit, swapRate = 0, explorationRate = 0, explored }: RankingPolicyOptions) {
    for (const [name, count] of Object.entries({ candidates, limit }))
      if (!(Number.isInteger(count) && count >= 0))
        throw new RangeError(`${name} must be an integer of at least 0, got ${count}`)
    for (const [name, rate] of Object.entries({ swapRate, explorationRate }))
      if (!(rate >= 0 && rate <= 1)) throw new RangeError(`${name} must be at least 0 and at most 1, got ${rate}`)
    this.#candidates = candidates
    this.#shown = Math.min(limit, candidates)
    this.#swapRate = swapRate
    this.#explorationRate = candidates > this.#shown ? explorationRate : 0
    this.#explored = explored
  }

  /** The candidates to show, by position. */
  draw(random: () => number): ShownCandidate[] {
    const order = Array.from({ length: this.#shown }, (_, n) => n)
    if (order.length > 0 && random() < this.#explorationRate)
      order[Math.floor(random() * order.length)] = this.#shown + indexAt(random(), this.#probabilities)
    const pairs = new Map<number, number>()
    if (random() < this.#swapRate) {
      for (let upper = random() < 0.5 ? 0 : 1; upper + 1 < order.length; upper += 2) {
        const pair = order.slice(upper, upper + 2)
        order.splice(upper, 2, ...(random() < 0.5 ? pair.reverse() : pair))
        pairs.set(upper, upper).set(upper + 1, upper)
      }
    }
    return order.map((candidate, position) => {
      const pairUpper = pairs.get(position)
      return {
        candidate,
        propensity: this.propensity(candidate, position),
        isExplored: candidate >= this.#shown,
        ...(pairUpper !== undefined && { pairUpper }),
      }
    })
  }

  /** Probability that the candidate stands at the position, over all randomness of the policy. */
  propensity(candidate: number, position: number): number {
    if (!(position >= 0 && position < this.#shown)) return 0
    // Each of the two ways to pair is chosen half of the time, and then its coin swaps half of the time.
    const down = position + 1 < this.#shown ? this.#swapRate / 4 : 0
    const up = position > 0 ? this.#swapRate / 4 : 0
    const stay = (1 - down - up) * this.#beforeSwaps(candidate, position)
    return stay + down * this.#beforeSwaps(candidate, position + 1) + up * this.#beforeSwaps(candidate, position - 1)
  }

  /**
   * How much the candidate is examined on average: Σ propensity · examination over the positions.
   * @param examination of a position, see `PositionBias`
   */
  exposure(candidate: number, examination: (position: number) => number): number {
    let exposure = 0
    for (let position = 0; position < this.#shown; position++)
      exposure += this.propensity(candidate, position) * examination(position)
    return exposure
  }

  #beforeSwaps(candidate: number, position: number): number {
    const share = this.#explorationRate / this.#shown
    if (candidate < this.#shown) return candidate === position ? 1 - share : 0
    return share > 0 ? share * this.#exploredProbability(candidate) : 0
  }

  #exploredProbability(candidate: number): number {
    return candidate < this.#candidates ? (this.#probabilities[candidate - this.#shown] as number) : 0
  }

  get #probabilities(): readonly number[] {
    this.#distribution ??= this.#checked()
    return this.#distribution
  }

  #checked(): readonly number[] {
    const others = this.#candidates - this.#shown
    const given = typeof this.#explored === 'function' ? this.#explored() : this.#explored
    if (!given) return Array.from({ length: others }, () => 1 / others)
    const total = given.reduce((sum, probability) => sum + probability, 0)
    if (given.length !== others || !given.every((probability) => probability >= 0) || Math.abs(total - 1) > 1e-6)
      throw new RangeError(`explored must be ${others} probabilities that sum to 1, got ${given.length} of ${total}`)
    return given
  }
}
