import { FusionWeights } from '../fusion-weights.ts'
import { PositionBias } from '../position-bias.ts'
import { RankingPolicy } from '../ranking-policy.ts'
import { seededRandom } from '../seeded-random.ts'
import { thompsonProbabilities } from '../thompson-probabilities.ts'
import type { Reaction, SimulatedCandidate } from './simulated-users.ts'

export interface SimulatedRankerOptions {
  seed: number
  weights: readonly number[]
  limit: number
  swapRate: number
  explorationRate: number
}

export interface SimulatedAnswer {
  shown: SimulatedCandidate[]
  /** Per position the upper one of its randomised pair, if it is in one. */
  pairs: (number | undefined)[]
}

/** What a dismissal tells of the weights, compared with a click. */
const dismissalWeight = 0.5

/** Ranks with the learners of the service, and learns from reactions as it does. */
export class SimulatedRanker {
  readonly bias = new PositionBias()
  readonly weights: FusionWeights
  readonly #random: () => number
  readonly #options: SimulatedRankerOptions

  constructor(options: SimulatedRankerOptions) {
    this.#options = options
    this.#random = seededRandom(options.seed)
    this.weights = new FusionWeights({ sources: options.weights.length, prior: options.weights })
  }

  /** By the weights alone, best first. */
  rank(candidates: readonly SimulatedCandidate[]): SimulatedCandidate[] {
    return rankBy(candidates, ({ scores }) => this.weights.score(scores))
  }

  answer(candidates: readonly SimulatedCandidate[]): SimulatedAnswer {
    const { limit, swapRate, explorationRate } = this.#options
    const ranking = this.rank(candidates)
    const arm = ({ scores }: SimulatedCandidate) => ({
      mean: this.weights.score(scores),
      deviation: this.weights.deviation(scores) + 1e-9,
    })
    const policy = new RankingPolicy({
      candidates: ranking.length,
      limit,
      swapRate,
      explorationRate,
      explored: () => thompsonProbabilities(ranking.slice(limit).map(arm)),
    })
    const drawn = policy.draw(this.#random)
    return {
      shown: drawn.map(({ candidate }) => ranking[candidate] as SimulatedCandidate),
      pairs: drawn.map(({ pairUpper }) => pairUpper),
    }
  }

  /** Learns the position bias. Returns the number of clicks that it learned from. */
  learnBias({ pairs }: SimulatedAnswer, reactions: readonly Reaction[]): number {
    let clicks = 0
    for (const [position, upper] of pairs.entries()) {
      if (upper !== position) continue
      const [isUpperClicked, isLowerClicked] = [reactions[upper] === 'clicked', reactions[upper + 1] === 'clicked']
      this.bias.add({ upper, isUpperClicked, isLowerClicked })
      clicks += Number(isUpperClicked) + Number(isLowerClicked)
    }
    return clicks
  }

  /** Learns the weights. Returns the number of feedbacks: clicks and dismissals. */
  learnWeights({ shown }: SimulatedAnswer, reactions: readonly Reaction[], atMs: number): number {
    const items = shown.map(({ scores }, position) => ({ scores, examination: this.bias.examination(position) }))
    let feedbacks = 0
    for (const [chosen, reaction] of reactions.entries()) {
      if (reaction === 'none') continue
      const isRejection = reaction === 'dismissed'
      this.weights.learn({ shown: items, chosen, atMs, isRejection, weight: isRejection ? dismissalWeight : 1 })
      feedbacks++
    }
    return feedbacks
  }
}

/** Highest first; equal ones in the order given. */
export function rankBy<T>(all: readonly T[], score: (one: T) => number): T[] {
  return all
    .map((one) => ({ one, score: score(one) }))
    .sort((a, b) => b.score - a.score)
    .map(({ one }) => one)
}
