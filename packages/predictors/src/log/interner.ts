import { growArray } from './grow-array.ts'

const encoder = new TextEncoder()
const decoder = new TextDecoder()
/** The first byte of a forgotten name; it never occurs in UTF-8. */
const forgotten = 0xff
const empty = 0
const deleted = -1
/** Differs per process, so that nobody can choose ids that collide. No result depends on it. */
const [seed = 0] = crypto.getRandomValues(new Int32Array(1))

export interface InternerState {
  bytes: Uint8Array
  ends: Int32Array
}

/**
 * Interns names as dense numbers: 0, 1, 2 … in order of first appearance.
 *
 * The names lie as UTF-8 in one byte array, and an open-addressing hash table finds them. This costs about 12 bytes per
 * name beyond its own, gives the garbage collector nothing to visit, and has no limit at 2^24 entries, unlike a Map.
 */
export class Interner {
  #bytes = new Uint8Array(64)
  /** Where the name of each number ends; it starts where the one before ends. */
  #ends = new Int32Array(16)
  /** Power-of-two hash table of number + 1, `empty` or `deleted`. */
  #slots = new Int32Array(32)
  #usedSlots = 0
  #size = 0
  #scratch = new Uint8Array(64)

  /** Numbers given out, forgotten ones included. */
  get size(): number {
    return this.#size
  }

  get heldBytes(): number {
    return this.#bytes.byteLength + this.#ends.byteLength + this.#slots.byteLength
  }

  /** The number of a name, or -1. */
  find(name: string): number {
    const length = this.#read(name)
    return this.#slots[this.#locate(this.#scratch, 0, length)]! - 1
  }

  /** The number of a name. A new name gets the next number. */
  intern(name: string): number {
    const length = this.#read(name)
    return this.#internBytes(this.#scratch, 0, length)
  }

  /** A new number without a name, which no search finds. */
  anonymous(): number {
    return this.#push(this.#scratch, 0, 0)
  }

  /** The name of a number; '' if it has none or was forgotten. */
  nameOf(number: number): string {
    const start = this.#start(number)
    return this.#isFindable(number) ? decoder.decode(this.#bytes.subarray(start, this.#ends[number])) : ''
  }

  /**
   * 32 well-mixed bits of the name of a number, the same in every process. For counting distinct names, not for search.
   */
  fingerprint(number: number): number {
    return hash(this.#bytes, this.#start(number), this.#ends[number]!, 0)
  }

  /** Interns the name of a number of another interner. */
  copy(from: Interner, number: number): number {
    if (!from.#isFindable(number)) return this.anonymous()
    return this.#internBytes(from.#bytes, from.#start(number), from.#ends[number]!)
  }

  /** Overwrites the name of a number. If the name is interned again, it gets a new number. */
  forget(number: number): void {
    if (!this.#isFindable(number)) return
    const start = this.#start(number)
    const end = this.#ends[number]!
    this.#slots[this.#locate(this.#bytes, start, end)] = deleted
    this.#bytes.fill(forgotten, start, end)
  }

  get state(): InternerState {
    return { bytes: this.#bytes.subarray(0, this.#start(this.#size)), ends: this.#ends.subarray(0, this.#size) }
  }

  static restore({ bytes, ends }: InternerState): Interner {
    const interner = new Interner()
    interner.#bytes = Uint8Array.from(bytes)
    interner.#ends = Int32Array.from(ends)
    interner.#size = ends.length
    interner.#rehash()
    return interner
  }

  #start(number: number): number {
    return number > 0 ? this.#ends[number - 1]! : 0
  }

  #isFindable(number: number): boolean {
    if (number < 0 || number >= this.#size) return false
    const start = this.#start(number)
    return this.#ends[number]! > start && this.#bytes[start] !== forgotten
  }

  /** Writes a name into the scratch bytes and returns their number. */
  #read(name: string): number {
    this.#scratch = growArray(this.#scratch, name.length * 3)
    for (let i = 0; i < name.length; i++) {
      const unit = name.charCodeAt(i)
      if (unit > 127) return encoder.encodeInto(name, this.#scratch).written
      this.#scratch[i] = unit
    }
    return name.length
  }

  #internBytes(source: Uint8Array, start: number, end: number): number {
    let slot = this.#locate(source, start, end)
    const known = this.#slots[slot]! - 1
    if (known >= 0) return known
    if ((this.#usedSlots + 1) * 3 > this.#slots.length * 2) {
      this.#rehash()
      slot = this.#locate(source, start, end)
    }
    this.#usedSlots++
    const number = this.#push(source, start, end)
    this.#slots[slot] = number + 1
    return number
  }

  #push(source: Uint8Array, start: number, end: number): number {
    const number = this.#size++
    const at = this.#start(number)
    this.#bytes = growArray(this.#bytes, at + end - start)
    this.#ends = growArray(this.#ends, this.#size)
    for (let i = start; i < end; i++) this.#bytes[at + i - start] = source[i]!
    this.#ends[number] = at + end - start
    return number
  }

  /** The slot that holds the name, or the empty one where it belongs. */
  #locate(source: Uint8Array, start: number, end: number): number {
    const mask = this.#slots.length - 1
    let slot = hash(source, start, end, seed) & mask
    for (;;) {
      const entry = this.#slots[slot]!
      if (entry === empty || (entry !== deleted && this.#equals(entry - 1, source, start, end))) return slot
      slot = (slot + 1) & mask
    }
  }

  #equals(number: number, source: Uint8Array, start: number, end: number): boolean {
    const at = this.#start(number)
    if (this.#ends[number]! - at !== end - start) return false
    for (let i = start; i < end; i++) if (this.#bytes[at + i - start] !== source[i]) return false
    return true
  }

  #rehash(): void {
    let length = 32
    while (length < this.#size * 2.5) length *= 2
    this.#slots = new Int32Array(length)
    this.#usedSlots = 0
    for (let number = 0; number < this.#size; number++) {
      if (!this.#isFindable(number)) continue
      this.#slots[this.#locate(this.#bytes, this.#start(number), this.#ends[number]!)] = number + 1
      this.#usedSlots++
    }
  }
}

/** FNV-1a, finished as in MurmurHash3 so that the low bits are well mixed. */
function hash(bytes: Uint8Array, start: number, end: number, from: number): number {
  let h = 0x811c9dc5 ^ from
  for (let i = start; i < end; i++) h = Math.imul(h ^ bytes[i]!, 0x01000193)
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return h ^ (h >>> 16)
}
