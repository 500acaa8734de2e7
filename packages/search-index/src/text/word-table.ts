import { wordHash } from './word-hash.ts'

const placesMinLog2 = 4

/**
 * A hash table from words to numbers. It can look up a word within a text without slicing it. Open addressing, linear
 * probing, at most half full: 8 to 16 bytes a word, a third of a `Map`, with fewer cache misses.
 */
export class WordTable {
  /** By number; `undefined` for an unused number. */
  readonly words: (string | undefined)[] = []
  /** Numbers plus one; 0 for none. */
  #places = new Uint32Array(2 ** placesMinLog2)
  #shift = 32 - placesMinLog2
  #count = 0

  get bytes(): number {
    return this.#places.byteLength
  }

  /** -1 for an unknown word. */
  numberOf(word: string, hash: number = wordHash(word)): number {
    const last = this.#places.length - 1
    for (let at = hash >>> this.#shift; ; at = (at + 1) & last) {
      const number = this.#places[at]! - 1
      if (number < 0 || this.words[number] === word) return number
    }
  }

  /** As `numberOf`, for the word in a text from `start` to before `end`. */
  numberAt(text: string, start: number, end: number, hash: number): number {
    const last = this.#places.length - 1
    for (let at = hash >>> this.#shift; ; at = (at + 1) & last) {
      const number = this.#places[at]! - 1
      if (number < 0 || occurs(this.words[number]!, text, start, end)) return number
    }
  }

  /** Adds an unknown word under an unused number. */
  set(number: number, word: string, hash: number = wordHash(word)): void {
    this.words[number] = word
    if (++this.#count * 2 > this.#places.length) this.rebuild()
    else this.#place(number, hash)
  }

  /** To be called after words were set to `undefined`, or before many are added; `room` is for how many. */
  rebuild(room = 0): void {
    this.#count = this.words.reduce((sum, word) => (word === undefined ? sum : sum + 1), 0)
    const log2 = Math.max(placesMinLog2, 32 - Math.clz32(Math.max(1, this.#count, room) * 2 - 1))
    this.#places = new Uint32Array(2 ** log2)
    this.#shift = 32 - log2
    this.words.forEach((word, number) => {
      if (word !== undefined) this.#place(number, wordHash(word))
    })
  }

  #place(number: number, hash: number): void {
    const last = this.#places.length - 1
    let at = hash >>> this.#shift
    while (this.#places[at] !== 0) at = (at + 1) & last
    this.#places[at] = number + 1
  }
}

function occurs(word: string, text: string, start: number, end: number): boolean {
  if (word.length !== end - start) return false
  for (let i = 0; i < word.length; i++) if (word.charCodeAt(i) !== text.charCodeAt(start + i)) return false
  return true
}

/** Values by word, looked up within a text. */
export class WordMemory<Value> {
  readonly #table = new WordTable()
  readonly #values: Value[] = []

  get size(): number {
    return this.#values.length
  }

  at(text: string, start: number, end: number, hash: number): Value | undefined {
    const number = this.#table.numberAt(text, start, end, hash)
    return number < 0 ? undefined : this.#values[number]
  }

  /** The word must have no value yet. */
  set(word: string, hash: number, value: Value): void {
    this.#table.set(this.#values.push(value) - 1, word, hash)
  }
}
