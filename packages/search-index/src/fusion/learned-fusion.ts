import { compareRank } from '../ranking/position.ts'
import type { HybridHit } from './hybrid-ranker.ts'
import { swapGains } from './swap-gains.ts'

const LEGS = ['words', 'feedback', 'meaning'] as const
/** Each leg scaled to 1, and its square root, which tells good documents less apart and middling ones more; what they agree on. */
const FEATURES = 2 * LEGS.length + 2
/** What the best of the ranking as it is scores before anything is learned. */
const STEEPNESS = 8
/** What is learned from and reordered. */
const DEPTH = 200
const LEARNING_RATE = 0.1
const FIRST_SQUARES = 0.01

/** Plain data. */
export interface LearnedFusionState {
  readonly weights: readonly number[]
  /** Sums of squared gradients. */
  readonly squares: readonly number[]
}

interface Judged {
  /** By hit, its features. */
  readonly rows: readonly (readonly number[])[]
  readonly scores: readonly number[]
}

/**
 * Learns from judgements or clicks which legs to follow: LambdaRank over the hits of a query with a score linear in what the
 * legs say, by AdaGrad (Duchi, Hazan and Singer, JMLR 12, 2011). It adds to the ranking as it is, so that having learned nothing
 * changes nothing.
 */
export class LearnedFusion {
  readonly #weights = new Float64Array(FEATURES)
  readonly #squares = new Float64Array(FEATURES).fill(FIRST_SQUARES)

  get state(): LearnedFusionState {
    return { weights: [...this.#weights], squares: [...this.#squares] }
  }

  /** @throws RangeError if the state is of another number of weights */
  restore({ weights, squares }: LearnedFusionState): void {
    if (weights.length !== FEATURES || squares.length !== FEATURES)
      throw new RangeError(`${weights.length} weights given, ${FEATURES} here`)
    this.#weights.set(weights)
    this.#squares.set(squares)
  }

  /** Of these hits, best first, those documents were right, each as surely as is said. Says nothing of those that are not among the first 200. */
  learn(hits: readonly HybridHit[], right: ReadonlyMap<string, number>): void {
    const { rows, scores } = this.#judged(hits)
    const gradient = new Float64Array(FEATURES)
    const surely = hits.slice(0, DEPTH).map(({ id }) => right.get(id) ?? 0)
    for (const { n, other, gain } of swapGains(scores, surely)) {
      const slope = gain / (1 + Math.exp((scores[n] as number) - (scores[other] as number)))
      for (let f = 0; f < FEATURES; f++) {
        gradient[f] = (gradient[f] as number) + slope * ((rows[n]?.[f] ?? 0) - (rows[other]?.[f] ?? 0))
      }
    }
    gradient.forEach((slope, f) => {
      const squares = (this.#squares[f] as number) + slope * slope
      this.#squares[f] = squares
      this.#weights[f] = (this.#weights[f] as number) + (LEARNING_RATE * slope) / Math.sqrt(squares)
    })
  }

  /** The same hits in the order learned; those beyond the first 200 stay where they are. */
  reorder(hits: readonly HybridHit[]): HybridHit[] {
    const { scores } = this.#judged(hits)
    const first = scores.map((score, n) => ({ hit: hits[n] as HybridHit, score, id: hits[n]?.id ?? '' }))
    return [...first.sort(compareRank).map(({ hit }) => hit), ...hits.slice(DEPTH)]
  }

  #judged(hits: readonly HybridHit[]): Judged {
    const highest = LEGS.map((_, leg) => Math.max(...hits.map(({ legs }) => legs[leg]?.score ?? 0)) || 1)
    const most = hits[0]?.score || 1
    const first = hits.slice(0, DEPTH)
    const rows = first.map(({ legs }) => {
      const scaled = highest.map((high, leg) => Math.max(0, legs[leg]?.score ?? 0) / high)
      const [words = 0, feedback = 0, meaning = 0] = scaled
      return [...scaled.flatMap((value) => [value, Math.sqrt(value)]), words * meaning, feedback * meaning]
    })
    const learned = (row: readonly number[]): number =>
      row.reduce((sum, value, f) => sum + value * (this.#weights[f] as number), 0)
    return { rows, scores: first.map(({ score }, n) => (STEEPNESS * score) / most + learned(rows[n] ?? [])) }
  }
}
