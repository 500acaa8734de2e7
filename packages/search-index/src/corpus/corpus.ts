import type { SearchDocument } from '../document.ts'
import type { Analyser } from '../text/analyser.ts'
import { documentBytes } from './document-bytes.ts'
import type { PerField } from './fields.ts'
import { InvertedIndex } from './inverted-index.ts'
import type { PostingList } from './posting-pool.ts'
import { Slots } from './slots.ts'
import { countTerms } from './term-counts.ts'

/** Fewer freed slots than this are not worth a compaction. */
const FREED_MIN = 64

/**
 * The documents, their postings and the statistics of both. The statistics are exact sums of integers over the documents
 * held now, so they, and with them every score, are the same whatever order of writes led here.
 */
export class Corpus {
  readonly #analyser: Analyser
  #slots = new Slots()
  #index = new InvertedIndex()
  readonly #totalLengths = { title: 0, tags: 0, text: 0 }
  #documentBytes = 0

  constructor(analyser: Analyser) {
    this.#analyser = analyser
  }

  get slots(): Pick<Slots, 'size' | 'end' | 'lengths' | 'slotOf' | 'document'> {
    return this.#slots
  }

  get bytes(): number {
    return this.#slots.bytes + this.#index.bytes + this.#documentBytes
  }

  /** Mean number of terms in a field of a document. */
  averageLength(field: keyof PerField): number {
    return this.#totalLengths[field] / Math.max(1, this.#slots.size)
  }

  /** Documents that hold the term now. */
  documentsWith(term: string): number {
    return this.#index.documentsWith(term)
  }

  /** Slots that hold the term, some of them perhaps freed since; none for an unknown term. */
  postings(term: string): PostingList {
    return this.#index.postings(term)
  }

  document(id: string): SearchDocument | undefined {
    const slot = this.#slots.slotOf(id)
    return slot === undefined ? undefined : this.#slots.document(slot)
  }

  put(document: SearchDocument): void {
    const { frequencies, lengths } = countTerms(this.#analyser, document)
    this.remove(document.id)
    const slot = this.#slots.add(document, lengths)
    for (const [term, packed] of frequencies) this.#index.add(term, slot, packed)
    this.#addLengths(lengths, 1)
    this.#documentBytes += documentBytes(document)
  }

  remove(id: string): boolean {
    const slot = this.#slots.slotOf(id)
    const document = slot === undefined ? undefined : this.#slots.document(slot)
    if (slot === undefined || document === undefined) return false
    const { frequencies, lengths } = countTerms(this.#analyser, document)
    for (const term of frequencies.keys()) this.#index.retire(term)
    this.#slots.free(slot)
    this.#addLengths(lengths, -1)
    this.#documentBytes -= documentBytes(document)
    this.#compactWhenWorthIt()
    return true
  }

  #addLengths(lengths: Readonly<PerField>, sign: 1 | -1): void {
    this.#totalLengths.title += sign * lengths.title
    this.#totalLengths.tags += sign * lengths.tags
    this.#totalLengths.text += sign * lengths.text
  }

  /** Rebuilds once a third of the slots is empty: a constant cost per removal, and at most half as many again dead postings. */
  #compactWhenWorthIt(): void {
    const freed = this.#slots.end - this.#slots.size
    if (freed < FREED_MIN || freed * 3 < this.#slots.end) return
    const { slots, newSlots } = this.#slots.compacted()
    this.#index = this.#index.renumbered((slot) => newSlots[slot])
    this.#slots = slots
  }
}
