import type { Corpus } from '../corpus/corpus.ts'
import type { RankRequest } from '../ranking/ranker.ts'
import { termWeight, type WeightedTerm } from '../ranking/term-weight.ts'
import { type RankedSlot, TopKSlots } from '../ranking/top-k-slots.ts'
import type { LsaIndex } from '../semantics/lsa-index.ts'
import type { LsaModel } from '../semantics/lsa-model.ts'
import type { Direction } from '../vectors/direction.ts'
import type { CandidateLeg } from './leg.ts'
import type { FirstResults } from './relevance-feedback.ts'

/** The weight for complete agreement with the lexical leg, in a collection where half of the best ten agree. */
const semanticWeight = 4
/** How many of the best of each leg are compared. */
const agreementDepth = 10
const digit = /\p{N}/u

/** Cosine with the query, moved half way towards the first lexical results. */
export class SemanticLeg {
  readonly #lsa: LsaIndex
  readonly #corpus: Corpus
  readonly #terms: readonly WeightedTerm[]
  readonly #query: Direction
  readonly #expanded: Direction

  constructor(lsa: LsaIndex, corpus: Corpus, terms: readonly WeightedTerm[], first: FirstResults) {
    this.#lsa = lsa
    this.#corpus = corpus
    this.#terms = terms
    this.#query = lsa.ofTerms(terms)
    this.#expanded = first.slots.length === 0 ? this.#query : lsa.towards(this.#query, first.slots, first.weights)
  }

  nearest(limit: number, accept: RankRequest['accept']): RankedSlot[] {
    return this.#lsa.nearest(this.#expanded, { limit, accept })
  }

  /**
   * Scores the candidates in `slots`. The best adds `unit` times the weight of the leg: agreement of its best ten by
   * the query alone with the lexical ten, times the trust of the collection, less the share of the query that asks for
   * exact terms.
   */
  scored(slots: readonly number[], lexical: readonly RankedSlot[], unit: number): CandidateLeg {
    const scores = this.#lsa.cosines(this.#expanded, slots)
    const highest = scores.reduce((most, score) => Math.max(most, score), 0)
    const weight = lexical.length === 0 ? 1 : semanticWeight * this.#trust(slots, lexical, scores)
    return { name: 'semantic', factor: (weight * unit) / (highest || 1), scores }
  }

  #trust(slots: readonly number[], lexical: readonly RankedSlot[], scores: readonly number[]): number {
    const { model } = this.#lsa
    const byQuery = this.#expanded === this.#query ? scores : this.#lsa.cosines(this.#query, slots)
    const agreed = agreement(lexical, slots, byQuery, (slot) => this.#corpus.slots.idOf(slot))
    return agreed * (1 - exactShare(this.#corpus, model, this.#terms)) * model.parts.trust
  }
}

/**
 * The share of the best ten, in [0, 1], that are also among the best ten of `slots` by other scores, which are in the
 * order of the slots. A document without a score above 0 counts for neither.
 */
function agreement(
  best: readonly RankedSlot[],
  slots: readonly number[],
  scores: readonly number[],
  idOf: (slot: number) => string,
): number {
  const top = new TopKSlots(agreementDepth, idOf)
  slots.forEach((slot, n) => {
    const score = scores[n]!
    if (score > 0 && score >= top.leastScore) top.offer(slot, score)
  })
  const ours = new Set(best.slice(0, agreementDepth).map(({ slot }) => slot))
  return top.sorted().filter(({ slot }) => ours.has(slot)).length / agreementDepth
}

/**
 * The share of a query, by term weight, that asks for exact terms: identifiers and numbers, and words that documents
 * hold but the model does not know.
 */
function exactShare(corpus: Corpus, model: LsaModel, terms: readonly WeightedTerm[]): number {
  let all = 0
  let exact = 0
  for (const weighted of terms) {
    const weight = weighted.optional ? 0 : termWeight(corpus, weighted)
    if (weighted.isSpelling === true || corpus.documentsWith(weighted.term) === 0) continue
    all += weight
    if (digit.test(weighted.term) || !model.knows(weighted.term)) exact += weight
  }
  return all === 0 ? 0 : exact / all
}
