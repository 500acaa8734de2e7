import type { Corpus } from '../corpus/corpus.ts'
import type { PerField } from '../corpus/fields.ts'
import { Bm25f } from '../ranking/bm25f.ts'
import { contribution } from '../ranking/contribution.ts'
import { termGain } from '../ranking/term-weight.ts'
import type { WeightedTerm } from '../ranking/weighted-term.ts'

export interface WordScores {
  readonly words: number
  readonly feedback: number
}

/** Scores single documents from their own terms, by those of the query and those of its first results at once. */
export class CandidateScores {
  readonly #corpus: Corpus
  readonly #weights: Readonly<PerField>
  /** By term number; all zero between queries. */
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

  /** Does `work`, which scores slots. `words` are the same, to the last bit, as the ranker gives. */
  scoring<T>(
    terms: readonly WeightedTerm[],
    feedback: ReadonlyMap<number, number>,
    work: (scoresOf: (slot: number) => WordScores) => T,
  ): T {
    this.#makeRoom()
    for (const weighted of terms) {
      const number = this.#corpus.terms.numberOf(weighted.term)
      const gains = weighted.optional ? this.#optional : this.#required
      if (number === undefined) continue
      gains[number] = termGain(this.#corpus, weighted)
      this.#wanted[number] = 1
    }
    for (const [number, gain] of feedback) {
      this.#feedback[number] = gain
      this.#wanted[number] = 1
    }
    try {
      const bm25f = new Bm25f(this.#corpus.slots.lengths, this.#corpus.averageLengths, this.#weights)
      return work((slot) => this.#scoresOf(slot, bm25f))
    } finally {
      this.#clear(terms, feedback)
    }
  }

  #scoresOf(slot: number, bm25f: Bm25f): WordScores {
    let [required, optional, feedback] = [0, 0, 0]
    this.#corpus.forEachWantedTerm(slot, this.#wanted, (term, packed) => {
      const saturation = bm25f.saturation(packed, slot)
      required += contribution(this.#required[term] as number, saturation)
      optional += contribution(this.#optional[term] as number, saturation)
      feedback += contribution(this.#feedback[term] as number, saturation)
    })
    return { words: required === 0 ? 0 : required + optional, feedback }
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
