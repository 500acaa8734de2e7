import type { Corpus } from '../corpus/corpus.ts'
import { heldOnly } from '../filter/slot-test.ts'
import { growArray } from '../memory/grow-array.ts'
import { Bm25f, fieldWeights } from '../ranking/bm25f.ts'
import type { RankRequest } from '../ranking/ranker.ts'
import { compareRank } from '../ranking/scored-id.ts'
import type { WeightedTerm } from '../ranking/term-weight.ts'
import { type RankedSlot, TopKSlots } from '../ranking/top-k-slots.ts'
import { type Direction, direction } from '../vectors/direction.ts'
import { VectorStore } from '../vectors/vector-store.ts'
import type { LsaModel } from './lsa-model.ts'

export interface NearRequest extends RankRequest {
  /** Compares every document, however many there are. */
  readonly isExhaustive?: boolean | undefined
}

/** How many standard deviations of a chance cosine, 1/√dimensions, make one that is not chance. */
const deviationsMin = 1
/** The bound for few dimensions, where chance would explain every cosine. */
const chanceMax = 0.5
const defaultWeights = fieldWeights()
const addedAtOnce = 4096
/** The row of a term that was not looked up yet. */
const unknown = 0

/** The vectors of a corpus' documents under a model. Must be told of every change of the corpus, slot by slot. */
export class LsaIndex {
  readonly model: LsaModel
  readonly #corpus: Corpus
  readonly #store: VectorStore
  readonly #freed = new Set<number>()
  /** By term number: its row in the model plus two; 1 for none. Reset by a compaction, which may reuse numbers. */
  #rows = new Uint32Array(0)

  /**
   * `vectors` is what `encodeVectors` returned for the same model and the same slots, none of them freed. Without it,
   * the vectors of all documents are computed now.
   * @throws RangeError if `vectors` belongs to another model or other slots
   */
  constructor(corpus: Corpus, model: LsaModel, vectors?: Uint8Array) {
    this.model = model
    this.#corpus = corpus
    this.#store = new VectorStore(model.dimensions, model.parts.centroids)
    if (vectors !== undefined) {
      this.#store.restore(vectors, corpus.slots.end)
      return
    }
    this.#addAll(corpus.slots.end)
  }

  /** The vectors of all documents, to be stored beside them. */
  encodeVectors(): Uint8Array<ArrayBuffer> {
    return this.#store.state()
  }

  get bytes(): number {
    return this.model.bytes + this.#store.bytes + this.#rows.byteLength
  }

  /** To be called when a document was put into the next slot. */
  add(slot: number): void {
    this.#store.add(this.#directionOf(slot))
  }

  /** To be called when the document of a slot was removed. */
  free(slot: number): void {
    this.#freed.add(slot)
  }

  /** To be called when the corpus has moved the slots together that were not freed. */
  compact(): void {
    this.#store.compact((slot) => !this.#freed.has(slot))
    this.#freed.clear()
    this.#rows.fill(unknown)
  }

  ofTerms(terms: readonly WeightedTerm[]): Direction {
    const vector = new Float64Array(this.model.dimensions)
    for (const { term, weight } of terms) {
      const row = this.model.rowOf(term)
      if (row >= 0) this.model.add(vector, row, weight)
    }
    return direction(vector)
  }

  /** The direction half way to the weighted centre of some documents (Rocchio). */
  towards({ values, inverseLength }: Direction, slots: readonly number[], weights: readonly number[]): Direction {
    const middle = new Float64Array(this.model.dimensions)
    slots.forEach((slot, n) => {
      this.#store.addTo(middle, slot, weights[n] ?? 0)
    })
    const length = Math.sqrt(middle.reduce((sum, value) => sum + value * value, 0))
    return direction(middle.map((value, n) => value / (length || 1) + values[n]! * inverseLength))
  }

  /** The cosines between a direction and documents, in the order of the slots. */
  cosines(near: Direction, slots: readonly number[]): number[] {
    return this.#store.cosines(near, slots)
  }

  /** The documents with the highest cosines, without those that chance would explain. */
  nearest(near: Direction, { limit, after, accept, isExhaustive = false }: NearRequest): RankedSlot[] {
    const idOf = (slot: number): string => this.#corpus.slots.idOf(slot)
    const top = new TopKSlots(limit, idOf)
    const isAccepted = heldOnly(this.#corpus.slots, accept)
    const least = Math.min(chanceMax, deviationsMin / Math.sqrt(this.model.dimensions))
    this.#store.forEachNear(near, { least, isExhaustive }, (slot, score) => {
      const isLater = after === undefined || compareRank(after, { score, id: idOf(slot) }) < 0
      if (isLater && isAccepted?.(slot) !== false) top.offer(slot, score)
      return Math.max(least, top.leastScore)
    })
    return top.sorted()
  }

  #addAll(end: number): void {
    for (let from = 0; from < end; from += addedAtOnce) {
      const length = Math.min(addedAtOnce, end - from)
      this.#store.addAll(Array.from({ length }, (_, n) => this.#directionOf(from + n)))
    }
    for (let slot = 0; slot < end; slot++) if (this.#corpus.slots.document(slot) === undefined) this.free(slot)
  }

  #directionOf(slot: number): Direction {
    const vector = new Float64Array(this.model.dimensions)
    const bm25f = new Bm25f(this.#corpus.slots.lengths, this.model.parts.averageLengths, defaultWeights)
    this.#corpus.forEachTerm(slot, (term, packed) => {
      const row = this.#rowOf(term)
      if (row >= 0) this.model.add(vector, row, bm25f.saturation(packed, slot))
    })
    return direction(vector)
  }

  #rowOf(term: number): number {
    this.#rows = growArray(this.#rows, term + 1)
    if (this.#rows[term] === unknown) this.#rows[term] = this.model.rowOf(this.#corpus.terms.textOf(term) ?? '') + 2
    return this.#rows[term]! - 2
  }
}
