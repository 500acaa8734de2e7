import type { Corpus } from '../corpus/corpus.ts'
import type { PerField } from '../corpus/fields.ts'
import { feedbackGains } from '../feedback/feedback-gains.ts'
import { compareRank, type Position } from '../ranking/position.ts'
import type { Ranker, RankRequest } from '../ranking/ranker.ts'
import { TopHits } from '../ranking/top-hits.ts'
import type { RankedSlot } from '../ranking/top-slots.ts'
import type { WeightedTerm } from '../ranking/weighted-term.ts'
import type { Meaning } from '../semantics/meaning.ts'
import type { Analyser } from '../text/analyser.ts'
import { CandidateScores, type WordScores } from './candidate-scores.ts'
import { firstResults } from './first-results.ts'
import type { HybridHit } from './hybrid-hit.ts'
import { judgement, type KnownLeg, knownLeg, shareOf } from './known-leg.ts'
import type { LearnedFusion } from './learned-fusion.ts'
import type { ExtraLeg } from './leg.ts'
import { MeaningLeg } from './meaning-leg.ts'

export interface HybridRequest extends RankRequest {
  readonly follow?: boolean | undefined
  readonly meaning?: Meaning | undefined
  readonly legs?: readonly ExtraLeg[] | undefined
  readonly fusion?: LearnedFusion | undefined
}

/** How many of the best words and meaning each bring in, by how many are asked for. */
const depthFor = (limit: number): number => Math.min(250, Math.max(100, 10 * limit))
/** How many of them, best bound first, are judged by all legs. */
const judgedFor = (limit: number): number => Math.max(100, 2 * limit)
const FEEDBACK_WEIGHT = 0.6
/** How many of the best judged stand in the order learned. */
const FUSED = 100
/** More than what adding the same numbers in another order may lose. */
const MARGIN = 1 + 1e-9

interface Candidate {
  readonly n: number
  readonly slot: number
  readonly id: string
  /** The most that it can score. */
  readonly bound: number
}

/** What is known of the candidates before their words are read. */
interface Blend {
  /** Best bound first. */
  readonly candidates: readonly Candidate[]
  readonly legs: readonly KnownLeg[]
  /** What feedback adds to a document that it finds as good as the best of those it comes from. */
  readonly feedbackMost: number
  readonly gains: ReadonlyMap<number, number>
  readonly firstSlots: readonly number[]
}

/**
 * Ranks by words, the words of the first results, meaning, and what else the caller knows, together. Each leg is scaled to 1 for
 * its best document; then they are added, by their weights, in the units of the ranker. No document scores less than words alone
 * give it: those that no leg brought in follow in its order. Reading a document's words is most of the work, so it is done best bound
 * first, until no other can be among those asked for.
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
    const { limit, accept } = request
    const depth = depthFor(limit)
    const words = this.#ranker.rank(terms, { limit: depth, accept })
    const last = words.length < depth ? 0 : (words.at(-1)?.score ?? 0)
    const blend = this.#blend(terms, words, last, request)
    const after = this.#after(terms, request, blend)
    const best = this.#scores.scoring(terms, blend.gains, (scoresOf) =>
      request.fusion === undefined
        ? bestOf(blend, { limit, after }, scoresOf)
        : bestFused(blend, { limit, after }, request.fusion, scoresOf),
    )
    const known = new Set(blend.candidates.map(({ slot }) => slot))
    const leftOver = words.find(({ slot }) => !known.has(slot))?.score ?? last
    if (leftOver === 0 || (best.length === limit && (best.at(-1)?.score ?? 0) > leftOver)) return best
    const rest = this.#ranker.rank(terms, {
      limit,
      after,
      accept: (slot) => !known.has(slot) && accept?.(slot) !== false,
    })
    const worded = rest.map(({ id, score }) => ({ id, score, legs: [{ name: 'words', score, share: score }] }))
    return [...best, ...worded].sort(compareRank).slice(0, limit)
  }

  /** What no leg brought in stands where words put it. */
  #after(
    terms: readonly WeightedTerm[],
    { after, follow }: HybridRequest,
    { candidates }: Blend,
  ): Position | undefined {
    const isWorded = follow === true && after !== undefined && candidates.every(({ id }) => id !== after.id)
    return isWorded ? this.#ranker.standing(terms, after) : after
  }

  /** What is not among `words` scores no more than `last` by words. */
  #blend(
    terms: readonly WeightedTerm[],
    words: readonly RankedSlot[],
    last: number,
    { limit, accept, meaning, legs = [] }: HybridRequest,
  ): Blend {
    const first = firstResults(terms, words)
    const meant = meaning && new MeaningLeg(meaning, this.#corpus, terms, first)
    const found = [words, meant?.nearest(depthFor(limit), accept) ?? []].flatMap((hits) => hits.map(({ slot }) => slot))
    const slots = [...new Set([...found, ...this.#foundBy(legs, accept)])]
    const ids = slots.map((slot) => this.#corpus.slots.idOf(slot))
    const unit = words[0]?.score ?? 1
    const known = legs.map((leg) => knownLeg(leg, ids, unit))
    if (meant !== undefined) known.unshift(meant.judged(slots, words, unit))
    const feedbackMost = first.slots.length === 0 ? 0 : FEEDBACK_WEIGHT * unit
    const bounded = slots.map((slot, n) => {
      const sure = known.reduce((sum, leg) => sum + shareOf(leg, n), words[n]?.score ?? last)
      return { n, slot, id: ids[n] ?? '', bound: (sure + feedbackMost) * MARGIN }
    })
    const candidates = bounded.sort((a, b) => b.bound - a.bound || compareIds(a, b)).slice(0, judgedFor(limit))
    const gains = feedbackGains(this.#corpus, this.#analyser, first.slots, first.weights)
    return { candidates, legs: known, feedbackMost, gains, firstSlots: first.slots }
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

/**
 * As `bestOf`, the first judged in the order learned. What that is depends on all of them, so all are judged, whatever the page. Each
 * place keeps its score, and places of one score go by id, so that a page can go on after any of them.
 */
function bestFused(
  blend: Blend,
  { limit, after }: RankRequest,
  fusion: LearnedFusion,
  scoresOf: (slot: number) => WordScores,
): HybridHit[] {
  const judged = bestOf(blend, { limit: Math.max(1, blend.candidates.length) }, scoresOf)
  const ordered = [...fusion.reorder(judged.slice(0, FUSED)), ...judged.slice(FUSED)].sort(compareRank)
  return (after === undefined ? ordered : ordered.filter((hit) => compareRank(after, hit) < 0)).slice(0, limit)
}

/** Best first, as many as are asked for. */
function bestOf(
  { candidates, legs, feedbackMost, firstSlots }: Blend,
  { limit, after }: RankRequest,
  scoresOf: (slot: number) => WordScores,
): HybridHit[] {
  const reference = Math.max(0, ...firstSlots.map((slot) => scoresOf(slot).feedback))
  const top = new TopHits<HybridHit>(limit)
  for (const { n, slot, id, bound } of candidates) {
    if (bound < top.leastScore) break
    const { words, feedback } = scoresOf(slot)
    const share = reference === 0 ? 0 : feedbackMost * Math.min(1, feedback / reference)
    const judged = [
      { name: 'words', score: words, share: words },
      { name: 'feedback', score: feedback, share },
      ...legs.map((leg) => judgement(leg, n)),
    ]
    const hit = { id, score: judged.reduce((sum, leg) => sum + leg.share, 0), legs: judged }
    if (after === undefined || compareRank(after, hit) < 0) top.offer(hit)
  }
  return top.sorted()
}
