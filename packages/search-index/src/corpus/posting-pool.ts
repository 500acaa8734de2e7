import type { PackedFrequencies } from './fields.ts'
import { withCapacity } from './with-capacity.ts'

/** Views into the pool, slots ascending; valid until the next append. */
export interface PostingList {
  readonly slots: Uint32Array
  readonly frequencies: Uint16Array
}

/**
 * Every term's postings in two shared arrays, six bytes each. A list holds the smallest power of two of places that fits
 * it, and moves to a place of twice the size when it is full; the place it leaves serves smaller lists.
 */
export class PostingPool {
  #slots = new Uint32Array(256)
  #frequencies = new Uint16Array(256)
  #used = 0
  #starts = new Uint32Array(64)
  #lengths = new Uint32Array(64)
  /** Starts of abandoned places, by the logarithm of their size. */
  readonly #free: number[][] = []

  get bytes(): number {
    return this.#slots.byteLength + this.#frequencies.byteLength + this.#starts.byteLength + this.#lengths.byteLength
  }

  list(term: number): PostingList {
    const start = this.#starts[term] ?? 0
    const end = start + (this.#lengths[term] ?? 0)
    return { slots: this.#slots.subarray(start, end), frequencies: this.#frequencies.subarray(start, end) }
  }

  /** Slots must arrive in ascending order for each term. */
  append(term: number, slot: number, frequencies: PackedFrequencies): void {
    this.#starts = withCapacity(this.#starts, term + 1)
    this.#lengths = withCapacity(this.#lengths, term + 1)
    const length = this.#lengths[term] as number
    if (isFull(length)) this.#move(term, length)
    const place = (this.#starts[term] as number) + length
    this.#slots[place] = slot
    this.#frequencies[place] = frequencies
    this.#lengths[term] = length + 1
  }

  /** The same postings under new slot numbers; `undefined` leaves a slot out. Numbers must keep their order. */
  renumbered(newSlot: (slot: number) => number | undefined): PostingPool {
    const pool = new PostingPool()
    for (let term = 0; term < this.#lengths.length; term++) {
      const { slots, frequencies } = this.list(term)
      slots.forEach((slot, position) => {
        const to = newSlot(slot)
        if (to !== undefined) pool.append(term, to, frequencies[position] as number)
      })
    }
    return pool
  }

  #move(term: number, length: number): void {
    const from = this.#starts[term] as number
    const to = this.#allocate(length === 0 ? 0 : log2(length) + 1)
    this.#slots.copyWithin(to, from, from + length)
    this.#frequencies.copyWithin(to, from, from + length)
    this.#starts[term] = to
    if (length > 0) this.#placesOf(log2(length)).push(from)
  }

  #allocate(sizeLog2: number): number {
    const reused = this.#reuse(sizeLog2)
    if (reused !== undefined) return reused
    const start = this.#used
    this.#used += 2 ** sizeLog2
    this.#slots = withCapacity(this.#slots, this.#used)
    this.#frequencies = withCapacity(this.#frequencies, this.#used)
    return start
  }

  /** The smallest abandoned place that is large enough; what is left of it is halved into places again. */
  #reuse(sizeLog2: number): number | undefined {
    const foundLog2 = this.#free.findIndex((places, log) => log >= sizeLog2 && places.length > 0)
    const start = this.#free[foundLog2]?.pop()
    if (start === undefined) return undefined
    for (let rest = foundLog2 - 1; rest >= sizeLog2; rest--) this.#placesOf(rest).push(start + 2 ** rest)
    return start
  }

  #placesOf(sizeLog2: number): number[] {
    while (this.#free.length <= sizeLog2) this.#free.push([])
    return this.#free[sizeLog2] as number[]
  }
}

/** A list is full when its length is 0 or a power of two. */
const isFull = (length: number): boolean => (length & (length - 1)) === 0
const log2 = (powerOfTwo: number): number => 31 - Math.clz32(powerOfTwo)
