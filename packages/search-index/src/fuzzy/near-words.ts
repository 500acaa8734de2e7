import { growArray } from '../memory/grow-array.ts'
import { editCost } from './edit-cost.ts'

export interface NearWord {
  readonly number: number
  readonly cost: number
}

interface Words {
  textOf(number: number): string | undefined
  documentsWith(number: number): number
}

/** Words of a language. Numbers are not misspelt, and longer words are encoded data. */
const language = /^\p{L}[\p{L}\p{M}\p{N}]{0,31}$/u

/**
 * Finds the words similar to one without comparing all. Every word is filed twice, with the words of its length: under
 * its first letter and under its last three. One edit of a word of three letters or more keeps one of the two, and so
 * do two edits unless one is at each end. The words found there are sieved by a 32-bit set of letters before they are
 * compared. Twelve bytes per word.
 */
export class NearWords {
  readonly #words: Words
  /** By key: the newest word filed under it. Each word leads to the previous one. */
  readonly #newest = new Map<number, number>()
  #olderByStart = new Uint32Array(64)
  #olderByEnd = new Uint32Array(64)
  #letters = new Uint32Array(64)

  constructor(words: Words) {
    this.#words = words
  }

  get bytes(): number {
    const perEntry = 32
    return 3 * this.#letters.byteLength + perEntry * this.#newest.size
  }

  /** Files the word of a number, unless it is no word of a language. */
  add(number: number): void {
    const word = this.#text(number)
    if (!language.test(word)) return
    this.#olderByStart = growArray(this.#olderByStart, number + 1)
    this.#olderByEnd = growArray(this.#olderByEnd, number + 1)
    this.#letters = growArray(this.#letters, number + 1)
    this.#letters[number] = lettersOf(word)
    this.#olderByStart[number] = this.#push(startKey(word, word.length), number)
    this.#olderByEnd[number] = this.#push(endKey(word, word.length), number)
  }

  /** The words within `edits` and cost `most` that at least `documentsMin` documents hold, in no order. */
  find(typed: string, edits: number, most: number, documentsMin = 1): NearWord[] {
    const found: NearWord[] = []
    const first = typed.charCodeAt(0)
    const letters = lettersOf(typed)
    const look = (number: number): void => {
      const others = this.#letters[number]!
      if (bitCount(letters & ~others) > edits || bitCount(others & ~letters) > edits) return
      if (this.#words.documentsWith(number) < documentsMin) return
      const cost = editCost(typed, this.#text(number), edits, most)
      if (cost <= most) found.push({ number, cost })
    }
    for (let length = Math.max(1, typed.length - edits); length <= typed.length + edits; length++) {
      this.#walk(startKey(typed, length), this.#olderByStart, look)
      this.#walk(endKey(typed, length), this.#olderByEnd, (number) => {
        // Words with the same first letter have been compared already.
        if (this.#text(number).charCodeAt(0) !== first) look(number)
      })
    }
    return found
  }

  /** The words with this first letter (a UTF-16 unit), in no order. */
  forEachStartingWith(letter: number, visit: (number: number) => void): void {
    for (let length = 1; length < lengths; length++) this.#walk(letter * lengths + length, this.#olderByStart, visit)
  }

  #text(number: number): string {
    return this.#words.textOf(number) ?? ''
  }

  #walk(key: number, older: Uint32Array, visit: (number: number) => void): void {
    for (let next = this.#newest.get(key) ?? 0; next > 0; next = older[next - 1]!) visit(next - 1)
  }

  /** Chains hold numbers plus one, so that 0 ends them. */
  #push(key: number, number: number): number {
    const older = this.#newest.get(key) ?? 0
    this.#newest.set(key, number + 1)
    return older
  }
}

const units = 2 ** 16
/** Words longer than this share the last list. */
const lengths = 64

const startKey = (word: string, length: number): number => word.charCodeAt(0) * lengths + Math.min(length, lengths - 1)

/**
 * Keys of ends are negative, keys of starts positive. Different ends may share a key, because words are compared later.
 */
function endKey(word: string, length: number): number {
  let key = 0
  const taken = length >= 5 ? 3 : Math.max(1, length - 2)
  for (let at = Math.max(0, word.length - taken); at < word.length; at++) key = (key * 31 + word.charCodeAt(at)) % units
  return -1 - (key * lengths + length)
}

/** A set of letters, exact for a to z. */
function lettersOf(word: string): number {
  let letters = 0
  for (let at = 0; at < word.length; at++) letters |= 1 << (word.charCodeAt(at) & 31)
  return letters >>> 0
}

function bitCount(bits: number): number {
  let rest = bits - ((bits >>> 1) & 0x55555555)
  rest = (rest & 0x33333333) + ((rest >>> 2) & 0x33333333)
  return Math.imul((rest + (rest >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24
}
