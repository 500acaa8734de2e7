import type { Corpus } from '../corpus/corpus.ts'
import { withCapacity } from '../corpus/with-capacity.ts'
import type { SearchDocument } from '../document.ts'
import { Bm25f } from './bm25f.ts'
import { compareRank, type Position } from './position.ts'
import { termGain } from './term-gain.ts'
import { TopHits } from './top-hits.ts'
import type { WeightedTerm } from './weighted-term.ts'

export interface RankRequest {
  readonly limit: number
  readonly after?: Position | undefined
  readonly accept?: ((document: SearchDocument) => boolean) | undefined
}

/** Ranks the documents of a corpus. Keeps its accumulators between queries, so one ranker serves one query at a time. */
export class Ranker {
  readonly #corpus: Corpus
  /** Score by slot; all zero between queries. */
  #scores = new Float64Array(64)
  /** The slots with a score, in no order. */
  #touched = new Uint32Array(64)
  #touchedCount = 0

  constructor(corpus: Corpus) {
    this.#corpus = corpus
  }

  get bytes(): number {
    return this.#scores.byteLength + this.#touched.byteLength
  }

  /** The best documents that hold at least one term that is not optional. */
  rank(terms: readonly WeightedTerm[], request: RankRequest): Position[] {
    this.#scores = withCapacity(this.#scores, this.#corpus.slots.end)
    this.#touched = withCapacity(this.#touched, this.#corpus.slots.end)
    try {
      const bm25f = new Bm25f(this.#corpus)
      for (const term of terms) if (!term.optional) this.#score(term, bm25f)
      for (const term of terms) if (term.optional) this.#score(term, bm25f)
      return this.#collect(request)
    } finally {
      for (const slot of this.#touched.subarray(0, this.#touchedCount)) this.#scores[slot] = 0
      this.#touchedCount = 0
    }
  }

  /** The first documents by id, all with score 0. */
  list(request: RankRequest): Position[] {
    const top = new TopHits(request.limit)
    for (let slot = 0; slot < this.#corpus.slots.end; slot++) offer(top, this.#corpus.slots.document(slot), 0, request)
    return top.sorted()
  }

  #score(term: WeightedTerm, bm25f: Bm25f): void {
    const gain = termGain(this.#corpus, term)
    if (gain === 0) return
    const { slots, frequencies } = this.#corpus.postings(term.term)
    const scores = this.#scores
    for (let i = 0; i < slots.length; i++) {
      const slot = slots[i] as number
      const score = scores[slot] as number
      if (score === 0) {
        if (term.optional) continue
        this.#touched[this.#touchedCount++] = slot
      }
      scores[slot] = score + gain * bm25f.saturation(frequencies[i] as number, slot)
    }
  }

  #collect(request: RankRequest): Position[] {
    const top = new TopHits(request.limit)
    for (const slot of this.#touched.subarray(0, this.#touchedCount)) {
      const score = this.#scores[slot] as number
      if (score >= top.leastScore) offer(top, this.#corpus.slots.document(slot), score, request)
    }
    return top.sorted()
  }
}

function offer(
  top: TopHits,
  document: SearchDocument | undefined,
  score: number,
  { after, accept }: RankRequest,
): void {
  if (document === undefined) return
  const hit = { score, id: document.id }
  if (!top.wouldKeep(hit)) return
  if (after !== undefined && compareRank(after, hit) >= 0) return
  if (accept === undefined || accept(document)) top.offer(hit)
}
