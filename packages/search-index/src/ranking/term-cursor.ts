import { firstAtLeast } from '../corpus/first-at-least.ts'
import { BLOCK_LENGTH, type PostingList } from '../corpus/posting-pool.ts'
import type { Bm25f } from './bm25f.ts'
import { contribution } from './contribution.ts'

const BLOCK_LOG2 = Math.log2(BLOCK_LENGTH)
/** More than the difference between two ways to compute a saturation, or its rounding to 32 bits. */
const MARGIN = 1 + 1e-6

/** Walks the postings of one term, window of slots by window. */
export class TermCursor {
  /** The most that the term adds to a document of the window; 0 when none holds it. */
  bound = 0
  readonly optional: boolean
  readonly #gain: number
  readonly #slots: Uint32Array
  readonly #frequencies: Uint16Array
  readonly #bounds: Float32Array
  readonly #bm25f: Bm25f
  readonly #ceiling: Bm25f
  /** The postings of the window. */
  #from = 0
  #to = 0

  /** `ceiling` never says less than `bm25f`, nor than any that sees the bounds that it leaves on the list. */
  constructor(list: PostingList, gain: number, optional: boolean, bm25f: Bm25f, ceiling: Bm25f) {
    this.optional = optional
    this.#gain = gain
    this.#slots = list.slots
    this.#frequencies = list.frequencies
    this.#bounds = list.bounds
    this.#bm25f = bm25f
    this.#ceiling = ceiling
  }

  /** Makes the slots from the end of the last window to below `end` the window. */
  advance(end: number): void {
    this.#from = this.#to
    this.#to = firstAtLeast(this.#slots, this.#from, this.#slots.length, end)
    this.bound = this.#from === this.#to ? 0 : contribution(this.#gain, this.#saturationBound())
  }

  /** Adds to the scores of the window's documents, which begins at slot `start`, and sets their bits. */
  accumulate(scores: Float64Array, bits: Uint32Array, start: number): void {
    for (let i = this.#from; i < this.#to; i++) {
      const slot = this.#slots[i] as number
      const place = slot - start
      const saturation = this.#bm25f.saturation(this.#frequencies[i] as number, slot)
      scores[place] = (scores[place] as number) + contribution(this.#gain, saturation)
      bits[place >>> 5] = (bits[place >>> 5] as number) | (1 << (place & 31))
    }
  }

  /** Adds to the scores of the first `count` candidates of the window, whose slots ascend. */
  addTo(candidates: Uint32Array, scores: Float64Array, count: number): void {
    let at = this.#from
    for (let i = 0; i < count && at < this.#to; i++) {
      const slot = candidates[i] as number
      at = firstAtLeast(this.#slots, at, this.#to, slot)
      if (at === this.#to || this.#slots[at] !== slot) continue
      const saturation = this.#bm25f.saturation(this.#frequencies[at] as number, slot)
      scores[i] = (scores[i] as number) + contribution(this.#gain, saturation)
    }
  }

  #saturationBound(): number {
    const last = (this.#to - 1) >>> BLOCK_LOG2
    if (last >= this.#bounds.length) return 1
    let bound = 0
    for (let block = this.#from >>> BLOCK_LOG2; block <= last; block++) {
      bound = Math.max(bound, this.#bounds[block] || this.#boundOf(block))
    }
    return bound
  }

  #boundOf(block: number): number {
    let bound = 0
    for (let i = block * BLOCK_LENGTH; i < (block + 1) * BLOCK_LENGTH; i++) {
      bound = Math.max(bound, this.#ceiling.saturation(this.#frequencies[i] as number, this.#slots[i] as number))
    }
    this.#bounds[block] = bound * MARGIN
    return this.#bounds[block] as number
  }
}
