import { blockLength, blockLog2, type PostingList } from '../corpus/posting-list.ts'
import { type Bm25f, contribution } from './bm25f.ts'
import type { BlockBounds } from './upper-bound.ts'

/** More than the rounding error of a saturation that is computed in another way or stored in 32 bits. */
const margin = 1 + 1e-6

/** Walks the postings of one term, one window of slots after another. */
export class TermCursor {
  /** The highest contribution to a document of the window; 0 if none holds the term. */
  bound = 0
  readonly optional: boolean
  readonly #weight: number
  readonly #list: PostingList
  readonly #bm25f: Bm25f
  readonly #bounds: BlockBounds
  /** The postings of the window, by position in the list. */
  #from = 0
  #to = 0
  /** The bound of the last block while it is not full. */
  #lastBound = 0

  /**
   * `weight` is the most that the term can add; `bounds` are those of `bm25f`. Bounds that the cursor computes stay
   * there.
   */
  constructor(list: PostingList, weight: number, optional: boolean, bm25f: Bm25f, bounds: BlockBounds) {
    this.optional = optional
    this.#weight = weight
    this.#list = list
    this.#bm25f = bm25f
    this.#bounds = bounds
  }

  /** Moves the window to the slots from its end to below `end`. */
  advance(end: number): void {
    const { length } = this.#list
    if (this.optional) {
      // Postings are not read before there are candidates: such a term has a long list and adds little.
      this.#to = length
      this.bound = contribution(this.#weight, 1)
      return
    }
    let saturation = 0
    let position = this.#to
    this.#from = position
    while (position < length) {
      const blockEnd = Math.min(length, (position | (blockLength - 1)) + 1)
      const next = this.#firstAtLeast(end, position, blockEnd)
      if (next > position) saturation = Math.max(saturation, this.#boundOf(position >>> blockLog2))
      position = next
      if (next < blockEnd) break
    }
    this.#to = position
    this.bound = contribution(this.#weight, saturation)
  }

  /** Adds to the scores of the window's documents and sets their bits. The window begins at slot `start`. */
  accumulate(scores: Float64Array, bits: Uint32Array, start: number): void {
    const { starts, slots, frequencies } = this.#list
    for (let position = this.#from; position < this.#to; ) {
      const base = starts[position >>> blockLog2]! - (position & -blockLength)
      const blockEnd = Math.min(this.#to, (position | (blockLength - 1)) + 1)
      for (; position < blockEnd; position++) {
        const slot = slots[base + position]!
        const saturation = this.#bm25f.saturation(frequencies[base + position]!, slot)
        const place = slot - start
        scores[place] = scores[place]! + contribution(this.#weight, saturation)
        bits[place >>> 5] = bits[place >>> 5]! | (1 << (place & 31))
      }
    }
  }

  /** Adds to the scores of the first `count` candidates of the window, whose slots ascend. */
  addTo(candidates: Uint32Array, scores: Float64Array, count: number): void {
    const { slots, frequencies } = this.#list
    let position = this.#from
    for (let i = 0; i < count; i++) {
      const slot = candidates[i]!
      position = this.#skipTo(slot, position)
      if (position === this.#to) break
      const place = this.#placeOf(position)
      if (slots[place] !== slot) continue
      const saturation = this.#bm25f.saturation(frequencies[place]!, slot)
      scores[i] = scores[i]! + contribution(this.#weight, saturation)
    }
    this.#from = position
  }

  /** The first position of the window, from `from` on, whose slot is at least `slot`; its end if there is none. */
  #skipTo(slot: number, from: number): number {
    let position = from
    while (position < this.#to) {
      const blockEnd = Math.min(this.#to, (position | (blockLength - 1)) + 1)
      position = this.#firstAtLeast(slot, position, blockEnd)
      if (position < blockEnd) return position
    }
    return position
  }

  /** As `#skipTo`, within a block. */
  #firstAtLeast(slot: number, from: number, end: number): number {
    const { slots } = this.#list
    const base = this.#placeOf(from) - from
    if (slots[base + end - 1]! < slot) return end
    let low = from
    let high = end - 1
    while (low < high) {
      const middle = (low + high) >>> 1
      if (slots[base + middle]! < slot) low = middle + 1
      else high = middle
    }
    return low
  }

  #placeOf(position: number): number {
    return this.#list.starts[position >>> blockLog2]! + (position & (blockLength - 1))
  }

  /** The highest saturation in a block. Only bounds of full blocks are kept, because others change. */
  #boundOf(block: number): number {
    const { length, starts } = this.#list
    const { byBlock } = this.#bounds
    const start = starts[block]!
    if ((block + 1) * blockLength > length) {
      this.#lastBound ||= this.#maximum(start, start + (length % blockLength)) * margin
      return this.#lastBound
    }
    const known = byBlock[start >>> blockLog2]!
    if (known > 0) return known
    byBlock[start >>> blockLog2] = this.#maximum(start, start + blockLength) * margin
    return byBlock[start >>> blockLog2]!
  }

  #maximum(start: number, end: number): number {
    const { slots, frequencies } = this.#list
    let maximum = 0
    for (let place = start; place < end; place++) {
      maximum = Math.max(maximum, this.#bounds.bm25f.saturation(frequencies[place]!, slots[place]!))
    }
    return maximum
  }
}
