import { growArray } from '../log/grow-array.ts'
import { nthHighest } from './nth-highest.ts'
import type { Recency } from './recency.ts'
import { ScoredKeys } from './scored-keys.ts'
import { TopK } from './top-k.ts'

const firstRoom = 16

/**
 * The best `limit` of the keys offered (items or sessions), in the order of the offers. Of equal scores the key with
 * the newer event wins. It is several times quicker than `TopK`, which also sorts: an offer costs a push, and one
 * selection in linear time cuts off the rest.
 */
export class PartialTopK extends ScoredKeys {
  readonly #ties: TopK
  #limit: number
  #scratch = new Float64Array(firstRoom)

  constructor(limit: number, recency: Recency) {
    super(firstRoom)
    this.#limit = limit
    this.#ties = new TopK(0, recency)
  }

  get heldBytes(): number {
    return this.keys.byteLength + this.scores.byteLength + this.#scratch.byteLength
  }

  /** Removes all keys, and sets another limit if given. */
  clear(limit = this.#limit): void {
    this.#limit = limit
    this.count = 0
  }

  /** Each key once. */
  offer(key: number, score: number): void {
    const n = this.count++
    if (n === this.keys.length) this.#makeRoom(n + 1)
    this.keys[n] = key
    this.scores[n] = score
  }

  /** Drops all but the best. Nothing more may be offered until `clear`. */
  cut(): void {
    const offered = this.count
    if (offered <= this.#limit) return
    const least = this.#least(offered)
    let kept = 0
    for (let n = 0; n < offered; n++) if (this.score(n) > least) kept++
    this.#ties.clear(this.#limit - kept)
    this.count = 0
    for (let n = 0; n < offered; n++) {
      const [key, score] = [this.key(n), this.score(n)]
      if (score > least) this.offer(key, score)
      else if (score === least) this.#ties.offer(key, score)
    }
    for (let n = 0; n < this.#ties.size; n++) this.offer(this.#ties.key(n), least)
  }

  /** The lowest score that may be kept. */
  #least(offered: number): number {
    if (this.#limit === 0) return Number.POSITIVE_INFINITY
    for (let n = 0; n < offered; n++) this.#scratch[n] = this.score(n)
    return nthHighest(this.#scratch, offered, this.#limit)
  }

  #makeRoom(size: number): void {
    this.keys = growArray(this.keys, size)
    this.scores = growArray(this.scores, size)
    this.#scratch = growArray(this.#scratch, size)
  }
}
