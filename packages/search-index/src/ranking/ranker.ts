import type { Corpus } from '../corpus/corpus.ts'
import type { PerField } from '../corpus/fields.ts'
import { postingAt } from '../corpus/posting-list.ts'
import { heldOnly, type SlotTest } from '../filter/slot-test.ts'
import { Bm25f, contribution } from './bm25f.ts'
import { compareRank, type ScoredId } from './scored-id.ts'
import { TermCursor } from './term-cursor.ts'
import { termWeight, type WeightedTerm } from './term-weight.ts'
import { type RankedSlot, TopKSlots } from './top-k-slots.ts'
import { UpperBound } from './upper-bound.ts'
import { WindowScores } from './window-scores.ts'

/** The contribution of one term to the score of a document. */
export interface TermScore {
  readonly term: string
  readonly score: number
}

export interface RankRequest {
  readonly limit: number
  readonly after?: ScoredId | undefined
  readonly accept?: SlotTest | undefined
}

/** How many slots are scored together: enough to read postings in a row, few enough that the sums stay in the cache. */
const windowSlots = 2048

/**
 * Ranks the documents of a corpus. The result equals scoring every document, but a document is not scored if bounds
 * show that it cannot be among the best. Slots are scored in windows. In each, terms whose bounds together do not reach
 * the worst of the best (MaxScore: Turtle and Flood, 1995; bounds of posting blocks: Ding and Suel, SIGIR 2011)
 * retrieve no documents; they are looked up only for documents that other terms retrieve. Keeps its accumulators and
 * bounds between queries, so one ranker serves one query at a time. A corpus may have several rankers.
 */
export class Ranker {
  readonly #corpus: Corpus
  readonly #upperBound: UpperBound
  readonly #window = new WindowScores(windowSlots)
  readonly #weights: Readonly<PerField>

  constructor(corpus: Corpus, weights: Readonly<PerField>) {
    this.#corpus = corpus
    this.#weights = weights
    this.#upperBound = new UpperBound(corpus, weights)
  }

  get bytes(): number {
    return this.#window.bytes + this.#upperBound.bytes
  }

  /** The best documents that hold at least one required term. */
  rank(terms: readonly WeightedTerm[], request: RankRequest): RankedSlot[] {
    const cursors = this.#cursors(terms)
    const top = this.#top(request)
    const { end } = this.#corpus.slots
    const offered = { after: request.after, accept: heldOnly(this.#corpus.slots, request.accept) }
    for (let start = 0; start < end; start += windowSlots) {
      for (const cursor of cursors) cursor.advance(start + windowSlots)
      this.#window.score(cursors, start, top.leastScore)
      const { slots, scores, count } = this.#window
      for (let i = 0; i < count; i++) {
        const score = scores[i]!
        if (score >= top.leastScore) this.#offer(top, slots[i]!, score, offered)
      }
    }
    return top.sorted()
  }

  /** The score of the document in a slot; 0 if it holds no required term. */
  scoreOf(terms: readonly WeightedTerm[], slot: number): number {
    const found = this.explain(terms, slot)
    const optional = new Set(terms.filter((term) => term.optional).map(({ term }) => term))
    return found.every(({ term }) => optional.has(term)) ? 0 : found.reduce((sum, { score }) => sum + score, 0)
  }

  /** The document of an earlier ranking with its present score. Unchanged if no term finds it any more. */
  standing(terms: readonly WeightedTerm[], position: ScoredId): ScoredId {
    const score = this.scoreOf(terms, this.#corpus.slots.slotOf(position.id) ?? -1)
    return score > 0 ? { ...position, score } : position
  }

  /** The contribution of each term to the score of the document in a slot, largest first. */
  explain(terms: readonly WeightedTerm[], slot: number): TermScore[] {
    const bm25f = this.#bm25f()
    const scores = terms.flatMap((weighted) => {
      const weight = termWeight(this.#corpus, weighted)
      const packed = postingAt(this.#corpus.postings(weighted.term), slot)
      if (weight === 0 || packed === 0) return []
      return { term: weighted.term, score: contribution(weight, bm25f.saturation(packed, slot)) }
    })
    return scores.sort((a, b) => b.score - a.score)
  }

  #bm25f(): Bm25f {
    return new Bm25f(this.#corpus.slots.lengths, this.#corpus.averageLengths, this.#weights)
  }

  #cursors(terms: readonly WeightedTerm[]): TermCursor[] {
    const bm25f = this.#bm25f()
    const bounds = this.#upperBound.current()
    return terms.flatMap((term) => {
      const weight = termWeight(this.#corpus, term)
      return weight === 0 ? [] : new TermCursor(this.#corpus.postings(term.term), weight, term.optional, bm25f, bounds)
    })
  }

  #top({ limit }: RankRequest): TopKSlots {
    return new TopKSlots(limit, (slot) => this.#corpus.slots.idOf(slot))
  }

  #offer(top: TopKSlots, slot: number, score: number, { after, accept }: Omit<RankRequest, 'limit'>): void {
    if (after !== undefined && compareRank(after, { score, id: this.#corpus.slots.idOf(slot) }) >= 0) return
    if (accept === undefined || accept(slot)) top.offer(slot, score)
  }
}
