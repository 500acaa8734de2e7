import type { SearchDocument } from '../document.ts'
import { documentBytes } from '../document.ts'
import type { Analyser } from '../text/analyser.ts'
import type { CorpusState } from './corpus-state.ts'
import { countForms } from './count-forms.ts'
import { Counts } from './counts.ts'
import type { PackedFrequencies, PerField } from './fields.ts'
import { ForwardIndex } from './forward-index.ts'
import type { PostingList } from './posting-list.ts'
import { PostingPool } from './posting-pool.ts'
import { Slots } from './slots.ts'
import { SurfaceForms } from './surface-forms.ts'
import { Vocabulary } from './vocabulary.ts'

/** Fewer freed slots do not start a compaction. */
const freedMin = 64
/** A number that no term has. */
const none = 0xffffffff

/**
 * The documents, their postings and the statistics of both. A slot is a small number for a document (Lucene's docID).
 * The statistics are exact sums of integers over the documents held now, so no score depends on the order of writes.
 */
export class Corpus {
  readonly #analyser: Analyser
  readonly #hasSpellings: boolean
  readonly #slots = new Slots()
  readonly #terms = new Vocabulary()
  readonly #forms = new SurfaceForms(this.#terms)
  /** By slot: its forms. */
  readonly #forward = new ForwardIndex()
  #postings = new PostingPool()
  #postingGeneration = 0
  readonly #totalLengths = { title: 0, tags: 0, text: 0 }
  #documentBytes = 0
  /** Scratch, for one document at a time. */
  readonly #formCounts = new Counts()
  readonly #termCounts = new Counts()

  /** Without `hasSpellings`, words are held under the terms of their parts alone: Wi-Fi is no wifi. */
  constructor(analyser: Analyser, { hasSpellings = true } = {}) {
    this.#analyser = analyser
    this.#hasSpellings = hasSpellings
  }

  /** Everything that cannot be derived from the rest. Compacts, which changes the numbers of slots. */
  state(): CorpusState {
    this.#compact()
    return {
      documents: this.#slots.pieces(),
      lengths: this.#slots.allLengths(),
      terms: this.#terms.state,
      forms: this.#forms.state,
      forward: this.#forward.state,
    }
  }

  /** Fills an empty corpus, some milliseconds of work per step. */
  *restore(state: CorpusState): Generator<void> {
    yield* this.#terms.restore(state.terms)
    yield* this.#forms.restore(state.forms)
    yield* this.#forms.restoreTerms(state.forms.termOf, (term) => this.#analyser.isStopTerm(term))
    yield* this.#forward.restore(state.forward)
    yield* this.#postings.reserve(state.terms.documents)
    this.#postingGeneration++
    for (const documents of state.documents) {
      for (const document of documents) this.#restoreOne(document, state.lengths)
      yield
    }
  }

  #restoreOne(document: SearchDocument, lengths: Uint32Array): void {
    const at = this.#slots.end * 3
    const [title = 0, tags = 0, text = 0] = lengths.subarray(at, at + 3)
    const slot = this.#slots.add(document, { title, tags, text })
    this.#countTerms(slot)
    for (const term of this.#termCounts.numbers) this.#postings.fill(term, slot, this.#termCounts.get(term))
    this.#addLengths({ title, tags, text }, 1)
    this.#documentBytes += documentBytes(document)
  }

  get slots(): Pick<Slots, 'size' | 'end' | 'lengths' | 'slotOf' | 'document' | 'idOf'> {
    return this.#slots
  }

  /** The terms (stems) that are indexed and ranked by. */
  get terms(): Pick<Vocabulary, 'end' | 'numberOf' | 'textOf' | 'documentsWith' | 'held'> {
    return this.#terms
  }

  /** The surface forms: words as written, folded. Each has one term. */
  get forms(): Pick<
    SurfaceForms,
    | 'end'
    | 'numberOf'
    | 'textOf'
    | 'documentsWith'
    | 'held'
    | 'termOf'
    | 'commonest'
    | 'near'
    | 'startingWith'
    | 'containing'
  > {
    return this.#forms
  }

  /** Memory held by the index, without the documents. */
  get bytes(): number {
    return this.#slots.bytes + this.#terms.bytes + this.#forms.bytes + this.#forward.bytes + this.#postings.bytes
  }

  /** Memory held by the documents, estimated. */
  get documentBytes(): number {
    return this.#documentBytes
  }

  /** Mean number of terms in each field of a document. */
  get averageLengths(): Readonly<PerField> {
    const { title, tags, text } = this.#totalLengths
    const documents = Math.max(1, this.#slots.size)
    return { title: title / documents, tags: tags / documents, text: text / documents }
  }

  /** How many documents hold the term now. */
  documentsWith(term: string): number {
    const number = this.#terms.numberOf(term)
    return number === undefined ? 0 : this.#terms.documentsWith(number)
  }

  /** The slots that hold the term, freed ones included; empty for an unknown term. */
  postings(term: string): PostingList {
    return this.#postings.list(this.#terms.numberOf(term) ?? none)
  }

  /** Blocks of the posting pool; see `PostingPool.blocks`. */
  get postingBlocks(): number {
    return this.#postings.blocks
  }

  /** Changes when posting blocks are laid out again, so that what a reader keeps per block no longer holds. */
  get postingGeneration(): number {
    return this.#postingGeneration
  }

  /** The frequencies of the terms in a slot, by term number. Analyses no text. */
  forward(slot: number): ReadonlyMap<number, PackedFrequencies> {
    this.#countTerms(slot)
    return new Map(this.#termCounts.numbers.map((term) => [term, this.#termCounts.get(term)]))
  }

  /** As `forward`, without a map. The visitor must not call this corpus. */
  forEachTerm(slot: number, visit: (term: number, packed: PackedFrequencies) => void): void {
    this.#countTerms(slot)
    for (const term of this.#termCounts.numbers) visit(term, this.#termCounts.get(term))
  }

  /** As `forEachTerm`, for the terms whose entry in `wanted`, by term number, is not 0. */
  forEachWantedTerm(slot: number, wanted: Uint8Array, visit: (term: number, packed: PackedFrequencies) => void): void {
    this.#termCounts.clear()
    const { termNumbers } = this.#forms
    this.#forward.forEachWanted(slot, termNumbers, wanted, (term, packed) => this.#termCounts.add(term, packed))
    for (const term of this.#termCounts.numbers) visit(term, this.#termCounts.get(term))
  }

  document(id: string): SearchDocument | undefined {
    const slot = this.#slots.slotOf(id)
    return slot === undefined ? undefined : this.#slots.document(slot)
  }

  put(document: SearchDocument): void {
    this.remove(document.id)
    const forms = this.#formCounts
    const terms = this.#termCounts
    forms.clear()
    terms.clear()
    const lengths = countForms(this.#analyser, this.#forms, document, forms, this.#hasSpellings)
    const slot = this.#slots.add(document, lengths)
    this.#forward.add(forms.ascending(), (form) => forms.get(form))
    for (const form of forms.numbers) {
      this.#forms.count(form, 1)
      terms.add(this.#forms.termOf(form), forms.get(form))
    }
    this.#hold(slot, document, terms)
  }

  remove(id: string): boolean {
    const slot = this.#slots.slotOf(id)
    const document = slot === undefined ? undefined : this.#slots.document(slot)
    if (slot === undefined || document === undefined) return false
    this.#countTerms(slot)
    for (const term of this.#termCounts.numbers) this.#terms.count(term, -1)
    this.#forward.forEach(slot, (form) => this.#forms.count(form, -1))
    this.#addLengths(this.#slots.lengthsAt(slot), -1)
    this.#slots.free(slot)
    this.#documentBytes -= documentBytes(document)
    this.#compactWhenWorthIt()
    return true
  }

  /** Adds the postings of a document and counts it. */
  #hold(slot: number, document: SearchDocument, terms: Counts): void {
    for (const term of terms.numbers) {
      this.#postings.append(term, slot, terms.get(term))
      this.#terms.count(term, 1)
    }
    this.#addLengths(this.#slots.lengthsAt(slot), 1)
    this.#documentBytes += documentBytes(document)
  }

  #countTerms(slot: number): void {
    this.#termCounts.clear()
    this.#forward.forEach(slot, (form, packed) => this.#termCounts.add(this.#forms.termOf(form), packed))
  }

  #addLengths(lengths: Readonly<PerField>, sign: 1 | -1): void {
    this.#totalLengths.title += sign * lengths.title
    this.#totalLengths.tags += sign * lengths.tags
    this.#totalLengths.text += sign * lengths.text
  }

  /**
   * Compacts once a third of the slots is empty: constant cost per removal, and at most half as many dead postings as
   * live.
   */
  #compactWhenWorthIt(): void {
    const freed = this.#slots.end - this.#slots.size
    if (freed >= freedMin && freed * 3 >= this.#slots.end) this.#compact()
  }

  #compact(): void {
    if (this.#slots.end === this.#slots.size) return
    const newSlots = new Int32Array(this.#slots.end)
    let kept = 0
    for (let slot = 0; slot < this.#slots.end; slot++) {
      newSlots[slot] = this.#slots.document(slot) === undefined ? -1 : kept++
    }
    this.#postings = this.#postings.renumbered(newSlots)
    this.#postingGeneration++
    this.#forward.compact((slot) => newSlots[slot]! >= 0)
    this.#slots.compact()
    this.#forms.releaseUnheld()
    this.#terms.releaseUnheld()
  }
}
