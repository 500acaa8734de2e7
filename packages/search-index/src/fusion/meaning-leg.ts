import type { Corpus } from '../corpus/corpus.ts'
import type { RankRequest } from '../ranking/ranker.ts'
import type { RankedSlot } from '../ranking/top-slots.ts'
import type { WeightedTerm } from '../ranking/weighted-term.ts'
import type { Meaning } from '../semantics/meaning.ts'
import type { Direction } from '../vectors/direction.ts'
import { agreement } from './agreement.ts'
import { exactShare } from './exact-share.ts'
import type { FirstResults } from './first-results.ts'
import type { KnownLeg } from './known-leg.ts'

/** What it weighs where it agrees with words completely, in a collection where half of its best do. */
const WEIGHT = 4

/** Likeness to a query, moved half way towards what words find first. */
export class MeaningLeg {
  readonly #meaning: Meaning
  readonly #corpus: Corpus
  readonly #terms: readonly WeightedTerm[]
  readonly #asked: Direction
  readonly #near: Direction

  constructor(meaning: Meaning, corpus: Corpus, terms: readonly WeightedTerm[], first: FirstResults) {
    this.#meaning = meaning
    this.#corpus = corpus
    this.#terms = terms
    this.#asked = meaning.ofTerms(terms)
    this.#near = first.slots.length === 0 ? this.#asked : meaning.towards(this.#asked, first.slots, first.weights)
  }

  nearest(limit: number, accept: RankRequest['accept']): RankedSlot[] {
    return this.#meaning.nearest(this.#near, { limit, accept })
  }

  /**
   * The best has `unit`, times what meaning is worth: as much as its best ten by the query alone agree with those of words, for this
   * query and in the collection as a whole, and less for what asks for exact words.
   */
  judged(slots: readonly number[], words: readonly RankedSlot[], unit: number): KnownLeg {
    const scores = this.#meaning.likenesses(this.#near, slots)
    const highest = scores.reduce((most, score) => Math.max(most, score), 0)
    const weight = words.length === 0 ? 1 : WEIGHT * this.#trust(slots, words, scores)
    return { name: 'meaning', factor: (weight * unit) / (highest || 1), scores }
  }

  #trust(slots: readonly number[], words: readonly RankedSlot[], scores: readonly number[]): number {
    const { model } = this.#meaning
    const byAsked = this.#near === this.#asked ? scores : this.#meaning.likenesses(this.#asked, slots)
    const agreed = agreement(words, slots, byAsked, (slot) => this.#corpus.slots.idOf(slot))
    return agreed * (1 - exactShare(this.#corpus, model, this.#terms)) * model.parts.trust
  }
}
