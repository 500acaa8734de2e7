import { withCapacity } from './with-capacity.ts'

/** A string that some document holds. */
export interface Held {
  readonly text: string
  readonly number: number
  /** Documents that hold it now; at least 1. */
  readonly documents: number
}

/** A string's share of the map and the list that hold it, beside its characters. */
const BYTES_PER_ENTRY = 72

/** Strings under small dense numbers. A number stays while a document holds its string, and may serve another later. */
export class Vocabulary {
  readonly #numbers = new Map<string, number>()
  readonly #texts: (string | undefined)[] = []
  readonly #released: number[] = []
  #documents = new Uint32Array(64)
  #textBytes = 0

  /** One more than the largest number given. */
  get end(): number {
    return this.#texts.length
  }

  get bytes(): number {
    return this.#documents.byteLength + this.#textBytes
  }

  numberOf(text: string): number | undefined {
    return this.#numbers.get(text)
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
  *held(): Generator<Held> {
    for (let number = 0; number < this.#texts.length; number++) {
      const text = this.#texts[number]
      const documents = this.documentsWith(number)
      if (text !== undefined && documents > 0) yield { text, number, documents }
    }
  }

  /** The number of a string, a new one if it has none. */
  add(text: string): number {
    const known = this.#numbers.get(text)
    if (known !== undefined) return known
    const number = this.#released.pop() ?? this.#texts.length
    this.#numbers.set(text, number)
    this.#texts[number] = text
    this.#documents = withCapacity(this.#documents, number + 1)
    this.#textBytes += BYTES_PER_ENTRY + text.length
    return number
  }

  /** One document more (1) or less (-1) holds the string of this number. */
  count(number: number, change: 1 | -1): void {
    this.#documents[number] = (this.#documents[number] as number) + change
  }

  /** The strings by number, empty where a number is not in use. */
  get texts(): string[] {
    return Array.from(this.#texts, (text) => text ?? '')
  }

  /** Gives an empty vocabulary these strings by number, none of them held yet. */
  restore(texts: readonly string[]): void {
    texts.forEach((text, number) => {
      if (text === '') this.#released.push(number)
      this.#texts.push(text === '' ? undefined : text)
      if (text !== '') this.#numbers.set(text, number)
      this.#textBytes += text === '' ? 0 : BYTES_PER_ENTRY + text.length
    })
    this.#documents = withCapacity(this.#documents, texts.length)
  }

  /** Gives back the numbers of strings that no document holds. */
  releaseUnheld(): void {
    this.#texts.forEach((text, number) => {
      if (text === undefined || this.documentsWith(number) > 0) return
      this.#numbers.delete(text)
      this.#texts[number] = undefined
      this.#released.push(number)
      this.#textBytes -= BYTES_PER_ENTRY + text.length
    })
  }
}
