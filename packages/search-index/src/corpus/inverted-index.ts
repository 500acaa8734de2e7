import type { PackedFrequencies } from './fields.ts'
import { type PostingList, PostingPool } from './posting-pool.ts'
import { withCapacity } from './with-capacity.ts'

const NO_POSTINGS: PostingList = { slots: new Uint32Array(), frequencies: new Uint16Array() }

/** Which slots hold a term. */
export class InvertedIndex {
  readonly #termNumbers = new Map<string, number>()
  readonly #pool = new PostingPool()
  #documents = new Uint32Array(64)
  #termBytes = 0

  get bytes(): number {
    return this.#pool.bytes + this.#documents.byteLength + this.#termBytes
  }

  add(term: string, slot: number, frequencies: PackedFrequencies): void {
    const number = this.#numberOf(term)
    this.#pool.append(number, slot, frequencies)
    this.#documents[number] = (this.#documents[number] as number) + 1
  }

  /** One document less holds the term. Its posting stays until the next compaction. */
  retire(term: string): void {
    const number = this.#termNumbers.get(term)
    if (number !== undefined) this.#documents[number] = (this.#documents[number] as number) - 1
  }

  documentsWith(term: string): number {
    const number = this.#termNumbers.get(term)
    return number === undefined ? 0 : (this.#documents[number] as number)
  }

  postings(term: string): PostingList {
    const number = this.#termNumbers.get(term)
    return number === undefined ? NO_POSTINGS : this.#pool.list(number)
  }

  /** The same postings under new slot numbers; `undefined` leaves a slot out. Numbers must keep their order. */
  renumbered(newSlot: (slot: number) => number | undefined): InvertedIndex {
    const index = new InvertedIndex()
    for (const [term, number] of this.#termNumbers) {
      const { slots, frequencies } = this.#pool.list(number)
      slots.forEach((slot, position) => {
        const to = newSlot(slot)
        if (to !== undefined) index.add(term, to, frequencies[position] as number)
      })
    }
    return index
  }

  #numberOf(term: string): number {
    const known = this.#termNumbers.get(term)
    if (known !== undefined) return known
    const number = this.#termNumbers.size
    this.#termNumbers.set(term, number)
    this.#documents = withCapacity(this.#documents, number + 1)
    const perEntry = 48
    this.#termBytes += perEntry + term.length
    return number
  }
}
