import { grown } from './grown.ts'
import type { Thread } from './thread.ts'

/**
 * The best `limit` of the keys offered (items or sessions), by score; equal scores: the key with the newer event.
 *
 * A min-heap, so that most of many offers cost one comparison. The tie rule reads the order of events and never
 * the numbers of keys, which differ between logs that hold the same events.
 */
export class Top {
  readonly #thread: Thread
  #keys: Int32Array<ArrayBuffer>
  #scores: Float64Array<ArrayBuffer>
  #limit: number
  #size = 0

  constructor(limit: number, thread: Thread) {
    this.#thread = thread
    this.#keys = new Int32Array(limit)
    this.#scores = new Float64Array(limit)
    this.#limit = limit
  }

  get size(): number {
    return this.#size
  }

  key(n: number): number {
    return this.#keys[n] as number
  }

  score(n: number): number {
    return this.#scores[n] as number
  }

  /** The place of a key, or -1. */
  placeOf(key: number): number {
    for (let n = 0; n < this.#size; n++) if (this.#keys[n] === key) return n
    return -1
  }

  /** Begins anew, if so asked with another limit. */
  clear(limit = this.#limit): void {
    this.#size = 0
    this.#limit = limit
    this.#keys = grown(this.#keys, limit)
    this.#scores = grown(this.#scores, limit)
  }

  offer(key: number, score: number): void {
    if (this.#size < this.#limit) {
      this.#rise(this.#size++, key, score)
    } else if (this.#size > 0 && !this.#isWorse(key, score, 0)) {
      this.#sink(this.#size, 0, key, score)
    }
  }

  /** Orders what was kept, best first. Nothing more may be offered until `clear`. */
  sort(): void {
    for (let end = this.#size - 1; end > 0; end--) {
      const [key, score] = [this.key(end), this.score(end)]
      this.#set(end, this.key(0), this.score(0))
      this.#sink(end, 0, key, score)
    }
  }

  /** Whether a key with a score ranks below the one at place n. */
  #isWorse(key: number, score: number, n: number): boolean {
    const other = this.#scores[n] as number
    return score < other || (score === other && this.#thread.last(key) < this.#thread.last(this.key(n)))
  }

  #set(n: number, key: number, score: number): void {
    this.#keys[n] = key
    this.#scores[n] = score
  }

  #rise(from: number, key: number, score: number): void {
    let n = from
    while (n > 0) {
      const parent = (n - 1) >> 1
      if (!this.#isWorse(key, score, parent)) break
      this.#set(n, this.key(parent), this.score(parent))
      n = parent
    }
    this.#set(n, key, score)
  }

  /** Lets a key fall from place n in a heap of `size`. */
  #sink(size: number, from: number, key: number, score: number): void {
    let n = from
    for (;;) {
      let child = 2 * n + 1
      if (child >= size) break
      if (child + 1 < size && this.#isWorse(this.key(child + 1), this.score(child + 1), child)) child++
      if (this.#isWorse(key, score, child)) break
      this.#set(n, this.key(child), this.score(child))
      n = child
    }
    this.#set(n, key, score)
  }
}
