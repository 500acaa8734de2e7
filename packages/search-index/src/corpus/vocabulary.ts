import { growArray } from '../memory/grow-array.ts'
import { wordHash } from '../text/word-hash.ts'
import { WordTable } from '../text/word-table.ts'
import type { VocabularyState } from './corpus-state.ts'

/** A string that some document holds. */
export interface VocabularyEntry {
  readonly text: string
  readonly number: number
  /** Documents that hold it now; at least 1. */
  readonly documents: number
}

/** A string's header, its rounding to 8 bytes, and its list element; its characters come on top. */
const bytesPerEntry = 28

/** Strings by small dense numbers. A number is stable while a document holds its string, and may be reused later. */
export class Vocabulary {
  readonly #table = new WordTable()
  readonly #texts = this.#table.words
  readonly #released: number[] = []
  #documents = new Uint32Array(64)
  #textBytes = 0

  /** One more than the largest number given. */
  get end(): number {
    return this.#texts.length
  }

  get bytes(): number {
    return this.#documents.byteLength + this.#table.bytes + this.#textBytes
  }

  /** `hash` is the `wordHash` of the string. */
  numberOf(text: string, hash: number = wordHash(text)): number | undefined {
    const number = this.#table.numberOf(text, hash)
    return number < 0 ? undefined : number
  }

  /** As `numberOf`, for the word in a text from `start` to before `end`; -1 for an unknown word. */
  numberAt(text: string, start: number, end: number, hash: number): number {
    return this.#table.numberAt(text, start, end, hash)
  }

  /** The string of a number, `undefined` when it is not in use. */
  textOf(number: number): string | undefined {
    return this.#texts[number]
  }

  /** Documents that hold the string of this number now. */
  documentsWith(number: number): number {
    return this.#documents[number] ?? 0
  }

  /** Every string that a document holds now, by number. */
  *held(): Generator<VocabularyEntry> {
    for (let number = 0; number < this.#texts.length; number++) {
      const text = this.#texts[number]
      const documents = this.documentsWith(number)
      if (text !== undefined && documents > 0) yield { text, number, documents }
    }
  }

  /** The number of a string, which gets a new one if it is unknown. */
  add(text: string, hash: number = wordHash(text)): number {
    const known = this.#table.numberOf(text, hash)
    if (known >= 0) return known
    const number = this.#released.pop() ?? this.#texts.length
    this.#table.set(number, text, hash)
    this.#documents = growArray(this.#documents, number + 1)
    this.#textBytes += bytesPerEntry + text.length
    return number
  }

  /** Counts one document more (1) or less (-1) that holds the string. */
  count(number: number, change: 1 | -1): void {
    this.#documents[number] = this.#documents[number]! + change
  }

  get state(): VocabularyState {
    const texts = Array.from(this.#texts, (text) => text ?? '')
    return { texts: [texts], documents: this.#documents.subarray(0, this.end) }
  }

  /** Fills an empty vocabulary. */
  *restore({ texts, documents }: VocabularyState): Generator<void> {
    this.#table.rebuild(documents.length)
    this.#documents = growArray(documents, 64)
    for (const piece of texts) {
      for (const text of piece) this.#restoreNext(text)
      yield
    }
  }

  #restoreNext(text: string): void {
    const number = this.#texts.length
    if (text === '') {
      this.#texts.push(undefined)
      this.#released.push(number)
    } else {
      this.#table.set(number, text)
      this.#textBytes += bytesPerEntry + text.length
    }
  }

  /** Frees the numbers of strings that no document holds. */
  releaseUnheld(): void {
    this.#texts.forEach((text, number) => {
      if (text === undefined || this.documentsWith(number) > 0) return
      this.#texts[number] = undefined
      this.#released.push(number)
      this.#textBytes -= bytesPerEntry + text.length
    })
    this.#table.rebuild()
  }
}
