import { growArray } from '../memory/grow-array.ts'
import { compareRank, type ScoredId } from './scored-id.ts'

/** Allocated at once. Larger limits are rare and may find little, so more is allocated when needed. */
const room = 256

/** A document in a ranking, with its slot. */
export interface RankedSlot extends ScoredId {
  readonly slot: number
}

/**
 * Keeps the best `limit` of all slots offered, in a binary heap whose root is the worst kept. As `TopK`, for many
 * offers: an offer allocates nothing, and ids are read only to break ties.
 */
export class TopKSlots {
  /** A slot with a lower score need not be offered. */
  leastScore = Number.NEGATIVE_INFINITY
  readonly #limit: number
  readonly #idOf: (slot: number) => string
  #scores: Float64Array
  #slots: Uint32Array
  #length = 0

  constructor(limit: number, idOf: (slot: number) => string) {
    this.#limit = limit
    this.#idOf = idOf
    this.#scores = new Float64Array(Math.min(limit, room))
    this.#slots = new Uint32Array(Math.min(limit, room))
  }

  offer(slot: number, score: number): void {
    if (this.#length < this.#limit) {
      this.#scores = growArray(this.#scores, this.#length + 1)
      this.#slots = growArray(this.#slots, this.#length + 1)
      this.#rise(this.#length++, slot, score)
    } else if (this.#isWorse(this.#slots[0]!, this.#scores[0]!, slot, score)) {
      this.#sink(slot, score)
    }
    if (this.#length === this.#limit) this.leastScore = this.#scores[0]!
  }

  sorted(): RankedSlot[] {
    const found: RankedSlot[] = []
    for (let n = 0; n < this.#length; n++) {
      const slot = this.#slots[n]!
      found.push({ slot, id: this.#idOf(slot), score: this.#scores[n]! })
    }
    return found.sort(compareRank)
  }

  /** Moves a new entry from the end towards the root. */
  #rise(from: number, slot: number, score: number): void {
    let place = from
    while (place > 0) {
      const parent = (place - 1) >> 1
      if (!this.#isWorse(slot, score, this.#slots[parent]!, this.#scores[parent]!)) break
      this.#move(parent, place)
      place = parent
    }
    this.#slots[place] = slot
    this.#scores[place] = score
  }

  /** Replaces the root and moves the new entry down. */
  #sink(slot: number, score: number): void {
    let place = 0
    for (let child = 1; child < this.#length; child = 2 * place + 1) {
      const right = child + 1
      if (right < this.#length && this.#isWorseAt(right, child)) child = right
      if (!this.#isWorse(this.#slots[child]!, this.#scores[child]!, slot, score)) break
      this.#move(child, place)
      place = child
    }
    this.#slots[place] = slot
    this.#scores[place] = score
  }

  #move(from: number, to: number): void {
    this.#slots[to] = this.#slots[from]!
    this.#scores[to] = this.#scores[from]!
  }

  #isWorseAt(a: number, b: number): boolean {
    return this.#isWorse(this.#slots[a]!, this.#scores[a]!, this.#slots[b]!, this.#scores[b]!)
  }

  #isWorse(slot: number, score: number, otherSlot: number, otherScore: number): boolean {
    return score < otherScore || (score === otherScore && this.#idOf(slot) > this.#idOf(otherSlot))
  }
}
