import { Alternatives, ConditionalLogit } from '@inkling/learning'
import { compareRank } from '../ranking/position.ts'
import type { HybridHit } from './hybrid-ranker.ts'

const LEGS = ['words', 'feedback', 'meaning'] as const
/** Each leg scaled to 1, and its square root, which tells good documents less apart and middling ones more; what they agree on. */
const FEATURES = 2 * LEGS.length + 2
/** How steeply the ranking as it is, scaled to 1, is taken for a probability before anything is learned. */
const STEEPNESS = 8
/** What is learned from and reordered. */
const DEPTH = 200

/**
 * Learns from judgements or clicks which legs to follow: the conditional logit over the hits of a query, whose offsets are the
 * ranking as it is, so that having learned nothing changes nothing.
 */
export class LearnedFusion {
  readonly #logit = new ConditionalLogit({ features: FEATURES, kinds: 1, situations: 1, learningRate: 0.1 })
  readonly #alternatives = new Alternatives(FEATURES, DEPTH)

  get state(): ConditionalLogit['state'] {
    return this.#logit.state
  }

  restore(state: ConditionalLogit['state']): void {
    this.#logit.restore(state)
  }

  /** Of these hits, best first, that document was right. Says nothing of one that is not among the first 200. */
  learn(hits: readonly HybridHit[], id: string): void {
    const chosen = hits.slice(0, DEPTH).findIndex((hit) => hit.id === id)
    if (chosen < 0) return
    this.#weigh(hits)
    this.#logit.learn(this.#alternatives, 0, chosen)
  }

  /** The same hits in the order learned; those beyond the first 200 stay where they are. */
  reorder(hits: readonly HybridHit[]): HybridHit[] {
    this.#weigh(hits)
    const first = hits.slice(0, DEPTH).map((hit, n) => ({ hit, score: this.#alternatives.probability(n), id: hit.id }))
    return [...first.sort(compareRank).map(({ hit }) => hit), ...hits.slice(DEPTH)]
  }

  #weigh(hits: readonly HybridHit[]): void {
    const alternatives = this.#alternatives
    alternatives.clear()
    const highest = LEGS.map((_, leg) => Math.max(...hits.map(({ legs }) => legs[leg]?.score ?? 0)) || 1)
    const most = hits[0]?.score || 1
    for (const { score, legs } of hits.slice(0, DEPTH)) {
      const n = alternatives.add(0, (STEEPNESS * score) / most)
      const scaled = highest.map((high, leg) => Math.max(0, legs[leg]?.score ?? 0) / high)
      scaled.forEach((value, leg) => {
        alternatives.set(n, 2 * leg, value)
        alternatives.set(n, 2 * leg + 1, Math.sqrt(value))
      })
      const [words = 0, feedback = 0, meaning = 0] = scaled
      alternatives.set(n, 2 * LEGS.length, words * meaning)
      alternatives.set(n, 2 * LEGS.length + 1, feedback * meaning)
    }
    this.#logit.weigh(alternatives, 0)
  }
}
