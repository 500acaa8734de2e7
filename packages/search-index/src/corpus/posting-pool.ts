import { growArray } from '../memory/grow-array.ts'
import type { PackedFrequencies } from './fields.ts'
import { blockLength, blockLog2, forEachPosting, type PostingList } from './posting-list.ts'

const reservedAtOnce = 2 ** 14

/**
 * The postings of all terms in two shared arrays, six bytes each. A short list has room for a power of two of postings
 * and moves when it is full; a long list grows by blocks of 64 and never moves.
 */
export class PostingPool {
  #slots = new Uint32Array(blockLength)
  #frequencies = new Uint16Array(blockLength)
  #used = 0
  #lengths = new Uint32Array(64)
  /** By term: where its first block begins, and its last. */
  #starts = new Uint32Array(64)
  #lasts = new Uint32Array(64)
  /** By term: where its blocks begin, if it has several. */
  readonly #blocks: (number[] | undefined)[] = []
  /** Abandoned room, by the logarithm of its size. */
  readonly #free: readonly number[][] = Array.from({ length: blockLog2 + 1 }, () => [])

  get bytes(): number {
    const perPosting = this.#slots.byteLength + this.#frequencies.byteLength
    const perBlock = 8
    const blocks = (this.#used / blockLength) * perBlock
    return perPosting + this.#starts.byteLength + this.#lasts.byteLength + this.#lengths.byteLength + blocks
  }

  /** Blocks of 64 places in use. A full block of one list never moves. */
  get blocks(): number {
    return this.#used / blockLength
  }

  list(term: number): PostingList {
    return {
      length: this.#lengths[term] ?? 0,
      starts: this.#blocks[term] ?? [this.#starts[term] ?? 0],
      slots: this.#slots,
      frequencies: this.#frequencies,
    }
  }

  /** The slots of a term must be appended in ascending order. */
  append(term: number, slot: number, frequencies: PackedFrequencies): void {
    if (term >= this.#lengths.length) this.#makeRoom(term + 1)
    const length = this.#lengths[term]!
    // Room is full at a power of two, a block at a multiple of 64.
    if (length < blockLength) {
      if ((length & (length - 1)) === 0) this.#move(term, length)
    } else if (length % blockLength === 0) this.#addBlock(term)
    const place = this.#lasts[term]! + (length % blockLength)
    this.#slots[place] = slot
    this.#frequencies[place] = frequencies
    this.#lengths[term] = length + 1
  }

  /**
   * Gives each term of an empty pool room for its count of postings, for `fill`; some milliseconds of work per step.
   * The largest lists lie first, so that no list crosses a block boundary.
   */
  *reserve(counts: Uint32Array): Generator<void> {
    this.#makeRoom(counts.length)
    const room = new Float64Array(blockLog2 + 2)
    for (let term = 0; term < counts.length; term++) {
      const count = counts[term]!
      room[sizeClass(count)] = room[sizeClass(count)]! + placesFor(count)
      if (term % reservedAtOnce === 0) yield
    }
    const next = new Float64Array(room.length)
    for (let size = blockLog2; size >= 0; size--) next[size] = next[size + 1]! + room[size + 1]!
    for (let term = 0; term < counts.length; term++) {
      const count = counts[term]!
      const start = next[sizeClass(count)]!
      next[sizeClass(count)] = start + placesFor(count)
      this.#placeAll(term, start, Math.ceil(count / blockLength))
      if (term % reservedAtOnce === 0) yield
    }
    this.#used = Math.ceil(next[0]! / blockLength) * blockLength
    this.#slots = new Uint32Array(this.#used)
    this.#frequencies = new Uint16Array(this.#used)
  }

  /** As `append`, into reserved room. */
  fill(term: number, slot: number, frequencies: PackedFrequencies): void {
    const length = this.#lengths[term]!
    const place = this.#starts[term]! + length
    this.#slots[place] = slot
    this.#frequencies[place] = frequencies
    this.#lengths[term] = length + 1
  }

  /** The same postings under new slot numbers, which must keep their order. A negative number drops the slot. */
  renumbered(newSlots: Int32Array): PostingPool {
    const pool = new PostingPool()
    for (let term = 0; term < this.#lengths.length; term++) {
      forEachPosting(this.list(term), (slot, packed) => {
        const newSlot = newSlots[slot]!
        if (newSlot >= 0) pool.append(term, newSlot, packed)
      })
    }
    return pool
  }

  #placeAll(term: number, start: number, blocks: number): void {
    this.#starts[term] = start
    this.#lasts[term] = start + Math.max(0, blocks - 1) * blockLength
    if (blocks > 1) this.#blocks[term] = Array.from({ length: blocks }, (_, n) => start + n * blockLength)
  }

  #makeRoom(terms: number): void {
    this.#lengths = growArray(this.#lengths, terms)
    this.#starts = growArray(this.#starts, terms)
    this.#lasts = growArray(this.#lasts, terms)
  }

  #addBlock(term: number): void {
    const start = this.#allocate(blockLog2)
    const blocks = this.#blocks[term] ?? [this.#starts[term]!]
    blocks.push(start)
    this.#blocks[term] = blocks
    this.#lasts[term] = start
  }

  /** Moves a list to room of twice the size. */
  #move(term: number, length: number): void {
    const from = this.#starts[term]!
    const to = this.#allocate(length === 0 ? 0 : log2(length) + 1)
    this.#slots.copyWithin(to, from, from + length)
    this.#frequencies.copyWithin(to, from, from + length)
    this.#starts[term] = to
    this.#lasts[term] = to
    if (length > 0) this.#free[log2(length)]?.push(from)
  }

  /** The smallest abandoned room that is large enough, or a new block. The rest of it is split into halves. */
  #allocate(sizeLog2: number): number {
    const foundLog2 = this.#free.findIndex((places, log) => log >= sizeLog2 && places.length > 0)
    const start = this.#free[foundLog2]?.pop() ?? this.#extend()
    for (let rest = (foundLog2 < 0 ? blockLog2 : foundLog2) - 1; rest >= sizeLog2; rest--)
      this.#free[rest]?.push(start + 2 ** rest)
    return start
  }

  #extend(): number {
    const start = this.#used
    this.#used += blockLength
    this.#slots = growArray(this.#slots, this.#used)
    this.#frequencies = growArray(this.#frequencies, this.#used)
    return start
  }
}

/** The logarithm of the least power of two that is not less than `count`, which is not 0. */
const placeLog2 = (count: number): number => 32 - Math.clz32(count - 1)
/** The room that `count` postings take; 0 for none. */
const placesFor = (count: number): number =>
  count > blockLength ? Math.ceil(count / blockLength) * blockLength : count && 2 ** placeLog2(count)
/** The logarithm of that room; for several blocks, one more than that of a block. */
const sizeClass = (count: number): number => (count > blockLength ? blockLog2 + 1 : count && placeLog2(count))
const log2 = (powerOfTwo: number): number => 31 - Math.clz32(powerOfTwo)
