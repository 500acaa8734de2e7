import type { PackedFrequencies } from './fields.ts'
import { withCapacity } from './with-capacity.ts'

/** Postings that share a bound. */
export const BLOCK_LENGTH = 64
const BLOCK_LOG2 = 6

/** Views into the pool, slots ascending; valid until the next append. */
export interface PostingList {
  readonly slots: Uint32Array
  readonly frequencies: Uint16Array
  /** A number that readers keep for each full block of 64 postings; 0 until one has set it, and when the block has changed. */
  readonly bounds: Float32Array
}

/**
 * Every term's postings in two shared arrays, six bytes each. A list holds a power of two of places, and moves to a place of
 * twice the size when it is full; the place it leaves serves other lists. Places of a block or more begin at a whole block.
 */
export class PostingPool {
  #slots = new Uint32Array(256)
  #frequencies = new Uint16Array(256)
  #bounds = new Float32Array(4)
  #used = 0
  #starts = new Uint32Array(64)
  #lengths = new Uint32Array(64)
  /** The logarithm of a list's places, and 1; 0 for a list without. */
  #sizes = new Uint8Array(64)
  /** Starts of abandoned places, by the logarithm of their size. */
  readonly #free: number[][] = []

  get bytes(): number {
    const perPosting = this.#slots.byteLength + this.#frequencies.byteLength + this.#bounds.byteLength
    return perPosting + this.#starts.byteLength + this.#lengths.byteLength + this.#sizes.byteLength
  }

  list(term: number): PostingList {
    const start = this.#starts[term] ?? 0
    const end = start + (this.#lengths[term] ?? 0)
    const firstBlock = start >>> BLOCK_LOG2
    return {
      slots: this.#slots.subarray(start, end),
      frequencies: this.#frequencies.subarray(start, end),
      bounds: this.#bounds.subarray(firstBlock, firstBlock + ((end - start) >>> BLOCK_LOG2)),
    }
  }

  /** Slots must arrive in ascending order for each term. */
  append(term: number, slot: number, frequencies: PackedFrequencies): void {
    if (term >= this.#lengths.length) this.#holdLists(term + 1)
    const length = this.#lengths[term] as number
    const size = this.#sizes[term] as number
    if (size === 0 || length === 2 ** (size - 1)) this.#move(term, size)
    const place = (this.#starts[term] as number) + length
    this.#slots[place] = slot
    this.#frequencies[place] = frequencies
    this.#lengths[term] = length + 1
  }

  /** Finds a place for a list that is still empty and will be of this length. */
  reserve(term: number, length: number): void {
    if (length === 0) return
    this.#holdLists(term + 1)
    const sizeLog2 = ceilLog2(length)
    this.#starts[term] = this.#allocate(sizeLog2)
    this.#sizes[term] = sizeLog2 + 1
  }

  forgetBounds(): void {
    this.#bounds.fill(0)
  }

  /** The same postings under new slot numbers, a negative one leaving a slot out. Numbers must keep their order. */
  renumbered(newSlots: Int32Array): PostingPool {
    const pool = new PostingPool()
    for (let term = 0; term < this.#lengths.length; term++) {
      const { slots, frequencies } = this.list(term)
      let kept = 0
      for (const slot of slots) if ((newSlots[slot] as number) >= 0) kept++
      pool.reserve(term, kept)
      for (let i = 0; i < slots.length; i++) {
        const slot = newSlots[slots[i] as number] as number
        if (slot >= 0) pool.append(term, slot, frequencies[i] as number)
      }
    }
    return pool
  }

  #holdLists(count: number): void {
    this.#starts = withCapacity(this.#starts, count)
    this.#lengths = withCapacity(this.#lengths, count)
    this.#sizes = withCapacity(this.#sizes, count)
  }

  /** `size` is the list's entry in #sizes, and so the logarithm of twice its places. */
  #move(term: number, size: number): void {
    const from = this.#starts[term] as number
    const length = this.#lengths[term] as number
    const to = this.#allocate(size)
    this.#slots.copyWithin(to, from, from + length)
    this.#frequencies.copyWithin(to, from, from + length)
    this.#starts[term] = to
    this.#sizes[term] = size + 1
    if (size > 0) this.#placesOf(size - 1).push(from)
  }

  #allocate(sizeLog2: number): number {
    const start = this.#reuse(sizeLog2) ?? this.#extend(sizeLog2)
    if (sizeLog2 >= BLOCK_LOG2) this.#bounds.fill(0, start >>> BLOCK_LOG2, (start + 2 ** sizeLog2) >>> BLOCK_LOG2)
    return start
  }

  #extend(sizeLog2: number): number {
    while (sizeLog2 >= BLOCK_LOG2 && this.#used % BLOCK_LENGTH !== 0) {
      const gap = this.#used & -this.#used
      this.#placesOf(ceilLog2(gap)).push(this.#used)
      this.#used += gap
    }
    const start = this.#used
    this.#used += 2 ** sizeLog2
    this.#slots = withCapacity(this.#slots, this.#used)
    this.#frequencies = withCapacity(this.#frequencies, this.#used)
    this.#bounds = withCapacity(this.#bounds, Math.ceil(this.#used / BLOCK_LENGTH))
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

/** The logarithm of the smallest power of two that is not less. */
const ceilLog2 = (length: number): number => 32 - Math.clz32(length - 1)
