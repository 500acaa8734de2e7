import type { Corpus } from '../corpus/corpus.ts'
import type { PerField } from '../corpus/fields.ts'
import type { SlotTest } from '../filter/slot-test.ts'
import type { Ranker, RankRequest } from '../ranking/ranker.ts'
import { compareRank, type ScoredId } from '../ranking/scored-id.ts'
import type { WeightedTerm } from '../ranking/term-weight.ts'
import type { RankedSlot } from '../ranking/top-k-slots.ts'
import type { LsaIndex } from '../semantics/lsa-index.ts'
import type { Analyser } from '../text/analyser.ts'
import { byNearness } from './by-nearness.ts'
import { CandidateScores } from './candidate-scores.ts'
import { bestCandidates, bestReordered, type Candidate, type Candidates } from './candidates.ts'
import type { LearnedFusion } from './learned-fusion.ts'
import { candidateLeg, type ExtraLeg, type HybridHit, shareOf } from './leg.ts'
import type { Nearness } from './nearness.ts'
import { feedbackWeights, firstResults } from './relevance-feedback.ts'
import { SemanticLeg } from './semantic-leg.ts'

export interface HybridRequest extends RankRequest {
  readonly follow?: boolean | undefined
  /** `accept` of the lexical leg. */
  readonly retrieve?: SlotTest | undefined
  readonly near?: Nearness | undefined
  readonly lsa?: LsaIndex | undefined
  readonly legs?: readonly ExtraLeg[] | undefined
  readonly fusion?: LearnedFusion | undefined
}

/** How many candidates the lexical and the semantic leg each retrieve, by the limit of the request. */
const depthFor = (limit: number): number => Math.min(250, Math.max(100, 10 * limit))
/** How many of them, highest bound first, are scored by all legs. */
const scoredFor = (limit: number): number => Math.max(100, 2 * limit)
const feedbackWeight = 0.6
/** More than the error of adding the same numbers in another order. */
const margin = 1 + 1e-9

/**
 * Ranks by the lexical, feedback and semantic legs and those of the caller together. Each leg is scaled to 1 for its
 * best document; then they are added, by their weights, in the unit of the lexical ranker. No document scores less than
 * the lexical leg gives it: documents that no leg retrieved follow in lexical order. Reading a document's terms is most
 * of the work, so candidates are scored highest bound first, until no other can be among those asked for.
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

  rank(terms: readonly WeightedTerm[], request: HybridRequest): HybridHit[] {
    const { limit, accept, retrieve = accept, fusion } = request
    const depth = depthFor(limit)
    const lexical = this.#ranker.rank(terms, { limit: depth, accept: retrieve })
    const last = lexical.length < depth ? 0 : (lexical.at(-1)?.score ?? 0)
    const candidates = this.#candidates(terms, lexical, last, request)
    const after = this.#after(terms, request, candidates)
    const best = this.#scores.scoring(terms, candidates.feedbackWeights, (scoreTerms) =>
      fusion === undefined
        ? bestCandidates(candidates, { limit, after }, scoreTerms)
        : bestReordered(candidates, { limit, after }, fusion, scoreTerms),
    )
    const scored = new Set(candidates.list.map(({ slot }) => slot))
    const leftOver = lexical.find(({ slot }) => !scored.has(slot))?.score ?? last
    if (leftOver === 0 || (best.length === limit && (best.at(-1)?.score ?? 0) > leftOver)) return best
    const rest = this.#ranker.rank(terms, {
      limit,
      after,
      accept: (slot) => !scored.has(slot) && retrieve?.(slot) !== false,
    })
    const lexicalOnly = rest.map(({ id, score }) => ({ id, score, legs: [{ name: 'lexical', score, share: score }] }))
    return [...best, ...lexicalOnly].sort(compareRank).slice(0, limit)
  }

  /** A document that is no candidate has its lexical score, which may have changed since. */
  #after(terms: readonly WeightedTerm[], { after, follow }: HybridRequest, { list }: Candidates): ScoredId | undefined {
    const isLexical = follow === true && after !== undefined && list.every(({ id }) => id !== after.id)
    return isLexical ? this.#ranker.standing(terms, after) : after
  }

  /** A document outside of `lexical` has a lexical score of at most `last`. */
  #candidates(
    terms: readonly WeightedTerm[],
    lexical: readonly RankedSlot[],
    last: number,
    { limit, accept, near, lsa, legs: extra = [] }: HybridRequest,
  ): Candidates {
    const first = firstResults(terms, lexical)
    const semantic = lsa && new SemanticLeg(lsa, this.#corpus, terms, first)
    const found = [lexical, semantic?.nearest(depthFor(limit), accept) ?? []].flatMap((hits) =>
      hits.map(({ slot }) => slot),
    )
    const slots = [...new Set([...found, ...this.#foundBy(extra, accept)])]
    const ids = slots.map((slot) => this.#corpus.slots.idOf(slot))
    const unit = lexical[0]?.score ?? 1
    const legs = extra.map((leg) => candidateLeg(leg, ids, unit))
    if (semantic !== undefined) legs.unshift(semantic.scored(slots, lexical, unit))
    const feedbackMax = first.slots.length === 0 ? 0 : feedbackWeight * unit
    const nearest = near && ((hits: readonly HybridHit[]) => byNearness(hits, this.#corpus, near, unit))
    const bounded = slots.map((slot, n) => {
      const known = legs.reduce((sum, leg) => sum + shareOf(leg, n), lexical[n]?.score ?? last)
      return { n, slot, id: ids[n] ?? '', bound: (known + feedbackMax) * margin }
    })
    const list = bounded.sort((a, b) => b.bound - a.bound || compareIds(a, b)).slice(0, scoredFor(limit))
    const weights = feedbackWeights(this.#corpus, this.#analyser, first)
    return { list, legs, feedbackMax, feedbackWeights: weights, first, nearest }
  }

  #foundBy(legs: readonly ExtraLeg[], accept: RankRequest['accept']): number[] {
    const ids = legs.flatMap(({ finds, scores }) => (finds ? [...scores.keys()] : []))
    return ids.flatMap((id) => {
      const slot = this.#corpus.slots.slotOf(id)
      return slot !== undefined && accept?.(slot) !== false ? slot : []
    })
  }
}

const compareIds = (a: Candidate, b: Candidate): number => (a.id < b.id ? -1 : 1)
