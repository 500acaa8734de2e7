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

/** What one term adds to the score of a document. */
export interface TermScore {
  readonly term: string
  readonly score: number
}

export interface RankRequest {
  readonly limit: number
  readonly after?: ScoredId | undefined
  readonly accept?: SlotTest | undefined
}

/** Slots whose scores are gathered together: enough that reading them in a row pays, few enough that they stay in the cache. */
const WINDOW = 2048

/**
 * Ranks the documents of a corpus: the same as scoring every document, but a document is left unscored as soon as bounds
 * say that it cannot be among the best. Slots are scored in windows; in each, terms whose bounds together (MaxScore:
 * Turtle and Flood, 1995; of blocks of postings: Ding and Suel, SIGIR 2011) do not reach the least of the best find no
 * documents any more, and are looked up for those that other terms have found.
 * Keeps its accumulators and bounds between queries, so one ranker serves one query at a time. A corpus may have several rankers.
 */
export class Ranker {
  readonly #corpus: Corpus
  readonly #upperBound: UpperBound
  readonly #window = new WindowScores(WINDOW)
  readonly #weights: Readonly<PerField>

  constructor(corpus: Corpus, weights: Readonly<PerField>) {
    this.#corpus = corpus
    this.#weights = weights
    this.#upperBound = new UpperBound(corpus, weights)
  }

  get bytes(): number {
    return this.#window.bytes + this.#upperBound.bytes
  }

  /** The best documents that hold at least one term that is not optional. */
  rank(terms: readonly WeightedTerm[], request: RankRequest): RankedSlot[] {
    const cursors = this.#cursors(terms)
    const top = this.#top(request)
    const { end } = this.#corpus.slots
    const offered = { after: request.after, accept: heldOnly(this.#corpus.slots, request.accept) }
    for (let start = 0; start < end; start += WINDOW) {
      for (const cursor of cursors) cursor.advance(start + WINDOW)
      this.#window.score(cursors, start, top.leastScore)
      const { slots, scores, count } = this.#window
      for (let i = 0; i < count; i++) {
        const score = scores[i]!
        if (score >= top.leastScore) this.#offer(top, slots[i]!, score, offered)
      }
    }
    return top.sorted()
  }

  /** The score that ranking gives the document in a slot; 0 when it holds no term but optional ones. */
  scoreOf(terms: readonly WeightedTerm[], slot: number): number {
    const found = this.explain(terms, slot)
    const optional = new Set(terms.filter((term) => term.optional).map(({ term }) => term))
    return found.every(({ term }) => optional.has(term)) ? 0 : found.reduce((sum, { score }) => sum + score, 0)
  }

  /** Where a document stands now that was at a position before: scores move with the collection. Where it was, if nothing finds it any more. */
  standing(terms: readonly WeightedTerm[], position: ScoredId): ScoredId {
    const score = this.scoreOf(terms, this.#corpus.slots.slotOf(position.id) ?? -1)
    return score > 0 ? { ...position, score } : position
  }

  /** What each term adds to the score of the document in a slot, largest first. */
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
