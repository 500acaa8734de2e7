import type { SearchDocument } from '../document.ts'
import { growArray } from '../memory/grow-array.ts'
import type { PerField } from './fields.ts'

/** So few documents that their JSON fits into one string, however long they are. */
const documentsPerPiece = 100

/** Documents by slot: numbers given in order of arrival, so that postings stay sorted. A freed slot stays empty. */
export class Slots {
  #documents: (SearchDocument | undefined)[] = []
  readonly #slotById = new Map<string, number>()
  #title = new Uint32Array(64)
  #tags = new Uint32Array(64)
  #text = new Uint32Array(64)

  /** Documents held. */
  get size(): number {
    return this.#slotById.size
  }

  /** Slots given so far, empty ones included. */
  get end(): number {
    return this.#documents.length
  }

  get bytes(): number {
    const perSlot = 8
    const perId = 48
    return this.#title.byteLength * 3 + this.end * perSlot + this.size * perId
  }

  slotOf(id: string): number | undefined {
    return this.#slotById.get(id)
  }

  /** The document in a slot; `undefined` where it was removed. */
  document(slot: number): SearchDocument | undefined {
    return this.#documents[slot]
  }

  /** The id of the document in a slot; empty where it was removed. */
  idOf(slot: number): string {
    return this.#documents[slot]?.id ?? ''
  }

  /** Field lengths by slot. */
  get lengths(): Readonly<Record<keyof PerField, Uint32Array>> {
    return { title: this.#title, tags: this.#tags, text: this.#text }
  }

  add(document: SearchDocument, lengths: Readonly<PerField>): number {
    const slot = this.#documents.push(document) - 1
    this.#slotById.set(document.id, slot)
    this.#title = growArray(this.#title, slot + 1)
    this.#tags = growArray(this.#tags, slot + 1)
    this.#text = growArray(this.#text, slot + 1)
    this.#title[slot] = lengths.title
    this.#tags[slot] = lengths.tags
    this.#text[slot] = lengths.text
    return slot
  }

  free(slot: number): void {
    const document = this.#documents[slot]
    if (document === undefined) return
    this.#documents[slot] = undefined
    this.#slotById.delete(document.id)
  }

  lengthsAt(slot: number): PerField {
    return {
      title: this.#title[slot]!,
      tags: this.#tags[slot]!,
      text: this.#text[slot]!,
    }
  }

  /** All documents by slot, in pieces. No document may have been removed since `compact`. */
  *pieces(): Generator<SearchDocument[]> {
    for (let from = 0; from < this.end; from += documentsPerPiece)
      yield this.#documents.slice(from, from + documentsPerPiece).filter((document) => document !== undefined)
  }

  /** By slot: the lengths of title, tags and text. */
  allLengths(): Uint32Array {
    const all = new Uint32Array(3 * this.end)
    for (let slot = 0; slot < this.end; slot++) {
      all[3 * slot] = this.#title[slot]!
      all[3 * slot + 1] = this.#tags[slot]!
      all[3 * slot + 2] = this.#text[slot]!
    }
    return all
  }

  /** Moves the documents together in their order. */
  compact(): void {
    const documents = this.#documents
    const lengths = documents.map((_, slot) => this.lengthsAt(slot))
    this.#documents = []
    documents.forEach((document, slot) => {
      if (document !== undefined) this.add(document, lengths[slot]!)
    })
  }
}
