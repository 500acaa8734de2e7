import { growArray } from '../log/grow-array.ts'
import type { Recency } from './recency.ts'
import { ScoredKeys } from './scored-keys.ts'

/**
 * The best `limit` of the keys offered (items or sessions), by score. Of equal scores the key with the newer event
 * wins.
 *
 * A min-heap, so that most of many offers cost one comparison. The tie rule reads the order of events and never the
 * numbers of keys, because these differ between logs that hold the same events.
 */
export class TopK extends ScoredKeys {
  readonly #recency: Recency
  #limit: number

  constructor(limit: number, recency: Recency) {
    super(limit)
    this.#recency = recency
    this.#limit = limit
  }

  /** Removes all keys, and sets another limit if given. */
  clear(limit = this.#limit): void {
    this.count = 0
    this.#limit = limit
    this.keys = growArray(this.keys, limit)
    this.scores = growArray(this.scores, limit)
  }

  offer(key: number, score: number): void {
    if (this.count < this.#limit) {
      this.#rise(this.count++, key, score)
    } else if (this.count > 0 && !this.#isWorse(key, score, 0)) {
      this.#sink(this.count, 0, key, score)
    }
  }

  /** Sorts the keys, best first. Nothing more may be offered until `clear`. */
  sort(): void {
    for (let end = this.count - 1; end > 0; end--) {
      const [key, score] = [this.key(end), this.score(end)]
      this.#set(end, this.key(0), this.score(0))
      this.#sink(end, 0, key, score)
    }
  }

  /** Whether a key with a score ranks below the one at place n. */
  #isWorse(key: number, score: number, n: number): boolean {
    const other = this.scores[n]!
    return score < other || (score === other && this.#recency.last(key) < this.#recency.last(this.key(n)))
  }

  #set(n: number, key: number, score: number): void {
    this.keys[n] = key
    this.scores[n] = score
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
