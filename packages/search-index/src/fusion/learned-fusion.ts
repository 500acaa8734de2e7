import { compareRank } from '../ranking/scored-id.ts'
import type { HybridHit, LegScore } from './leg.ts'
import { swapGains } from './swap-gains.ts'

/** Legs whose scores compare only within a query. They are scaled to 1 for its best hit. */
const relative = ['lexical', 'feedback', 'semantic', 'embeddings']
/** Legs whose scores in [0, 1] compare between queries. */
const absolute = ['clicks', 'affinity', 'popularity']
const legNames = [...relative, ...absolute]
/** Products of two legs: high where both agree. */
const pairs = [
  ['lexical', 'semantic'],
  ['feedback', 'semantic'],
].map(([a = '', b = '']) => ({ name: `${a} × ${b}`, a: legNames.indexOf(a), b: legNames.indexOf(b) }))
/** Each leg, its square root, which spreads middling scores more than high ones, and the pairs. */
const features = [...legNames.flatMap((leg) => [leg, `√ ${leg}`]), ...pairs.map(({ name }) => name)]
/** The score that the best hit has before anything is learned. */
const steepness = 8
/** How many hits are learned from and reordered. */
const averagePrecisionDepth = 200
const learningRate = 0.1
const firstSquares = 0.01

/** Plain data: the weight of each feature by name; a missing one is 0. */
export type FusionWeights = Readonly<Record<string, number>>

interface FeatureScores {
  /** By hit: its features. */
  readonly rows: readonly (readonly number[])[]
  /** By hit: the learned part of its score. */
  readonly learned: readonly number[]
  readonly scores: readonly number[]
}

/**
 * Learns from judgements or clicks how to weigh legs: LambdaRank over the hits of a query, with a score linear in the
 * legs' scores, by AdaGrad (Duchi, Hazan and Singer, JMLR 12, 2011). The learned part is added to the score of the
 * ranking, so zero weights change nothing. A leg that a query lacks scores 0.
 */
export class LearnedFusion {
  readonly #weights: Float64Array
  /** Sums of squared gradients. */
  readonly #squares = new Float64Array(features.length).fill(firstSquares)

  constructor(weights: FusionWeights = {}) {
    this.#weights = Float64Array.from(features, (feature) => weights[feature] ?? 0)
  }

  get weights(): FusionWeights {
    return Object.fromEntries(features.map((feature, f) => [feature, this.#weights[f]!]))
  }

  /** Learns that documents, by their relevance, should rank above the others among the first 200 of these hits. */
  learn(hits: readonly HybridHit[], right: ReadonlyMap<string, number>): void {
    const { rows, scores } = this.#judged(hits)
    const gradient = new Float64Array(features.length)
    const surely = hits.slice(0, averagePrecisionDepth).map(({ id }) => right.get(id) ?? 0)
    for (const { n, other, gain } of swapGains(scores, surely)) {
      const slope = gain / (1 + Math.exp(scores[n]! - scores[other]!))
      for (let f = 0; f < gradient.length; f++) {
        gradient[f] = gradient[f]! + slope * ((rows[n]?.[f] ?? 0) - (rows[other]?.[f] ?? 0))
      }
    }
    gradient.forEach((slope, f) => {
      const squares = this.#squares[f]! + slope * slope
      this.#squares[f] = squares
      this.#weights[f] = this.#weights[f]! + (learningRate * slope) / Math.sqrt(squares)
    })
  }

  /**
   * The same hits in the learned order; hits beyond the first 200 stay. Each place keeps its score. A leg `learned`
   * explains the learned part, and what the new place adds to the hit's score or takes from it.
   */
  reorder(hits: readonly HybridHit[]): HybridHit[] {
    const { scores, learned } = this.#judged(hits)
    const order = scores.map((score, n) => ({ n, score, id: hits[n]?.id ?? '' })).sort(compareRank)
    const placed = order.map(({ n }, place) => {
      const [{ id, score: before, legs }, { score }] = [hits[n]!, hits[place]!]
      return { id, score, legs: [...legs, { name: 'learned', score: learned[n] ?? 0, share: score - before }] }
    })
    return [...placed, ...hits.slice(averagePrecisionDepth)]
  }

  #judged(hits: readonly HybridHit[]): FeatureScores {
    const legScores = hits.map(({ legs }) => legNames.map((name) => scoreBy(legs, name)))
    const highest = legNames.map((_, leg) =>
      leg < relative.length ? legScores.reduce((most, scores) => Math.max(most, scores[leg]!), 0) || 1 : 1,
    )
    const most = hits[0]?.score || 1
    const rows = legScores.slice(0, averagePrecisionDepth).map((scores) => {
      const scaled = scores.map((score, leg) => score / highest[leg]!)
      const agreed = pairs.map(({ a, b }) => scaled[a]! * scaled[b]!)
      return [...scaled.flatMap((value) => [value, Math.sqrt(value)]), ...agreed]
    })
    const learned = rows.map((row) => row.reduce((sum, value, f) => sum + value * this.#weights[f]!, 0))
    const scores = learned.map((adds, n) => (steepness * (hits[n]?.score ?? 0)) / most + adds)
    return { rows, learned, scores }
  }
}

/** Negative scores count as 0. */
const scoreBy = (legs: readonly LegScore[], name: string): number =>
  Math.max(0, legs.find((leg) => leg.name === name)?.score ?? 0)

/** The hits that a leg scores above 0, in its order; the others follow in theirs. */
export function byLeg(hits: readonly HybridHit[], name: string): string[] {
  const scored = hits.map(({ id, legs }) => ({ id, score: legs.find((leg) => leg.name === name)?.score ?? 0 }))
  const isJudged = ({ score }: { score: number }): boolean => score > 0
  return [...scored.filter(isJudged).sort(compareRank), ...scored.filter((hit) => !isJudged(hit))].map(({ id }) => id)
}
