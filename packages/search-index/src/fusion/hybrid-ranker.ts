import type { Corpus } from '../corpus/corpus.ts'
import type { PerField } from '../corpus/fields.ts'
import { feedbackGains } from '../feedback/feedback-gains.ts'
import type { Meaning } from '../meaning/meaning.ts'
import { compareRank, type Position } from '../ranking/position.ts'
import type { Ranker, RankRequest } from '../ranking/ranker.ts'
import type { WeightedTerm } from '../ranking/weighted-term.ts'
import type { Analyser } from '../text/analyser.ts'
import { agreement } from './agreement.ts'
import { CandidateScores } from './candidate-scores.ts'
import { exactShare } from './exact-share.ts'
import type { ExtraLeg, LegScore } from './leg.ts'

export interface HybridHit extends Position {
  readonly legs: readonly LegScore[]
}

export interface HybridRequest extends RankRequest {
  readonly legs?: readonly ExtraLeg[] | undefined
}

/** How many of the best each leg brings in to be judged by all. */
const DEPTH = 250
/** First results that are taken for relevant. */
const FEEDBACK = 5
/** Shorter queries name what they look for, and are not expanded. */
const EXPANDED_TERMS_MIN = 3
const FEEDBACK_WEIGHT = 0.6
/** What meaning weighs where it agrees with words completely, in a collection where half of its best do. */
const MEANING_WEIGHT = 4

interface Leg {
  readonly name: string
  readonly weight: number
  readonly scores: readonly number[]
}

/**
 * Ranks by words, the words of the first results, and meaning together. Each leg is scaled to 1 for its best document; then they
 * are added. Words weigh 1. Meaning weighs as much as its best ten agree with those of words, for this query and in the
 * collection as a whole, and less for what asks for exact words. Scores are in the units of the ranker, and no
 * document scores less than words alone give it: those that no leg brought in follow in its order.
 */
export class HybridRanker {
  readonly #corpus: Corpus
  readonly #analyser: Analyser
  readonly #ranker: Ranker
  readonly #scores: CandidateScores

  constructor(corpus: Corpus, analyser: Analyser, ranker: Ranker, weights: Readonly<PerField>) {
    this.#corpus = corpus
    this.#analyser = analyser
    this.#ranker = ranker
    this.#scores = new CandidateScores(corpus, weights)
  }

  get bytes(): number {
    return this.#scores.bytes
  }

  rank(meaning: Meaning, terms: readonly WeightedTerm[], request: HybridRequest): HybridHit[] {
    const { limit, after, accept } = request
    const words = this.#ranker.rank(terms, { limit: DEPTH, accept })
    const candidates = this.#judged(meaning, terms, words, request)
    const best = candidates.filter((hit) => after === undefined || compareRank(after, hit) < 0).slice(0, limit)
    const least = words.at(-1)?.score ?? 0
    if (words.length < DEPTH || (best.length === limit && (best.at(-1)?.score ?? 0) > least)) return best
    const known = new Set(candidates.map(({ id }) => id))
    const rest = this.#ranker.rank(terms, {
      limit,
      after,
      accept: (document) => !known.has(document.id) && (accept === undefined || accept(document)),
    })
    const worded = rest.map((hit) => ({ ...hit, legs: [{ name: 'words', score: hit.score, share: hit.score }] }))
    return [...best, ...worded].sort(compareRank).slice(0, limit)
  }

  #judged(
    meaning: Meaning,
    terms: readonly WeightedTerm[],
    words: readonly Position[],
    { accept, legs = [] }: HybridRequest,
  ): HybridHit[] {
    const isExpanded = terms.filter(({ optional }) => !optional).length >= EXPANDED_TERMS_MIN
    const first = isExpanded ? words.slice(0, FEEDBACK) : []
    const firstSlots = first.map(({ id }) => this.#slotOf(id))
    const weights = first.map(({ score }) => score / (first[0]?.score ?? 1))
    const asked = meaning.ofTerms(terms)
    const near = first.length === 0 ? asked : meaning.towards(asked, firstSlots, weights)
    const found = [...words, ...meaning.nearest(near, { limit: DEPTH, accept })]
    const ids = new Set(found.map(({ id }) => id))
    for (const { scores } of legs) {
      for (const id of scores.keys()) if (this.#isAccepted(id, accept)) ids.add(id)
    }
    const documents = [...ids].map((id) => ({ id, slot: this.#slotOf(id) }))
    const slots = documents.map(({ slot }) => slot)
    const scored = this.#scores.score(terms, feedbackGains(this.#corpus, this.#analyser, firstSlots, weights), slots)
    const likeness = meaning.likenesses(near, slots)
    const trust =
      agreement(
        documents,
        scored.map((score) => score.words),
        near === asked ? likeness : meaning.likenesses(asked, slots),
      ) *
      (1 - exactShare(this.#corpus, meaning.model, terms)) *
      meaning.model.parts.trust
    return fused(documents, [
      { name: 'words', weight: 1, scores: scored.map((score) => score.words) },
      { name: 'feedback', weight: FEEDBACK_WEIGHT, scores: scored.map((score) => score.feedback) },
      { name: 'meaning', weight: words.length === 0 ? 1 : MEANING_WEIGHT * trust, scores: likeness },
      ...legs.map(({ name, weight, scores }) => ({
        name,
        weight,
        scores: documents.map(({ id }) => scores.get(id) ?? 0),
      })),
    ])
  }

  #isAccepted(id: string, accept: RankRequest['accept']): boolean {
    const document = this.#corpus.document(id)
    return document !== undefined && (accept === undefined || accept(document))
  }

  #slotOf(id: string): number {
    return this.#corpus.slots.slotOf(id) ?? -1
  }
}

/** Best first. The first leg gives the unit; what a leg thinks worse than nothing counts as nothing. */
function fused(documents: readonly { readonly id: string }[], legs: readonly Leg[]): HybridHit[] {
  const highest = (scores: readonly number[]): number => scores.reduce((most, score) => Math.max(most, score), 0)
  const unit = highest(legs[0]?.scores ?? []) || 1
  const factors = legs.map(({ weight, scores }, n) => (n === 0 ? 1 : (weight * unit) / (highest(scores) || 1)))
  return documents
    .map(({ id }, n) => {
      const shares = legs.map(({ name, scores }, leg) => {
        const score = scores[n] as number
        return { name, score, share: Math.max(0, score) * (factors[leg] as number) }
      })
      return { id, score: shares.reduce((sum, { share }) => sum + share, 0), legs: shares }
    })
    .sort(compareRank)
}
