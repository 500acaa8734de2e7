import type { Corpus } from '../corpus/corpus.ts'
import type { PerField } from '../corpus/fields.ts'
import { Bm25f, contribution } from '../ranking/bm25f.ts'
import type { WeightedTerm } from '../ranking/term-weight.ts'
import { termWeight } from '../ranking/term-weight.ts'

/** The scores of a document by the legs that need its terms. */
export interface CandidateLegScores {
  readonly lexical: number
  readonly feedback: number
}

/** Scores single documents from their own terms, by the query's terms and the feedback terms in one pass. */
export class CandidateScores {
  readonly #corpus: Corpus
  readonly #weights: Readonly<PerField>
  /** Weights by term number; all zero between queries. */
  #required = new Float64Array(0)
  #optional = new Float64Array(0)
  #feedback = new Float64Array(0)
  #wanted = new Uint8Array(0)

  constructor(corpus: Corpus, weights: Readonly<PerField>) {
    this.#corpus = corpus
    this.#weights = weights
  }

  get bytes(): number {
    return this.#required.byteLength * 3 + this.#wanted.byteLength
  }

  /** Calls `work` with a function that scores slots. `lexical` equals the score of the ranker to the last bit. */
  scoring<T>(
    terms: readonly WeightedTerm[],
    feedback: ReadonlyMap<number, number>,
    work: (scoreTerms: (slot: number) => CandidateLegScores) => T,
  ): T {
    this.#makeRoom()
    for (const weighted of terms) {
      const number = this.#corpus.terms.numberOf(weighted.term)
      const weights = weighted.optional ? this.#optional : this.#required
      if (number === undefined) continue
      weights[number] = termWeight(this.#corpus, weighted)
      this.#wanted[number] = 1
    }
    for (const [number, weight] of feedback) {
      this.#feedback[number] = weight
      this.#wanted[number] = 1
    }
    try {
      const bm25f = new Bm25f(this.#corpus.slots.lengths, this.#corpus.averageLengths, this.#weights)
      return work((slot) => this.#scoresOf(slot, bm25f))
    } finally {
      this.#clear(terms, feedback)
    }
  }

  #scoresOf(slot: number, bm25f: Bm25f): CandidateLegScores {
    let [required, optional, feedback] = [0, 0, 0]
    this.#corpus.forEachWantedTerm(slot, this.#wanted, (term, packed) => {
      const saturation = bm25f.saturation(packed, slot)
      required += contribution(this.#required[term]!, saturation)
      optional += contribution(this.#optional[term]!, saturation)
      feedback += contribution(this.#feedback[term]!, saturation)
    })
    return { lexical: required === 0 ? 0 : required + optional, feedback }
  }

  #makeRoom(): void {
    const { end } = this.#corpus.terms
    if (end <= this.#required.length) return
    const room = Math.ceil(end * 1.125)
    this.#required = new Float64Array(room)
    this.#optional = new Float64Array(room)
    this.#feedback = new Float64Array(room)
    this.#wanted = new Uint8Array(room)
  }

  #clear(terms: readonly WeightedTerm[], feedback: ReadonlyMap<number, number>): void {
    for (const { term } of terms) {
      const number = this.#corpus.terms.numberOf(term)
      if (number === undefined) continue
      this.#required[number] = 0
      this.#optional[number] = 0
      this.#wanted[number] = 0
    }
    for (const number of feedback.keys()) {
      this.#feedback[number] = 0
      this.#wanted[number] = 0
    }
  }
}
