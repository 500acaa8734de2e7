import type { Interner } from '../log/interner.ts'
import { LogBilinear, positions, rowsIn } from './log-bilinear.ts'

export interface ItemEmbeddingState {
  /** Per item of the log its row + 1; 0 for an item without a vector. */
  rows: Int32Array
  /** Of the log-bilinear model. */
  numbers: Float32Array
}

/** Many models, most of them idle, have no vectors and share these. */
const none = new LogBilinear(0)

/**
 * Which items fit a context, by vectors that `tune` learned (see `EmbeddingLearner`). They stay as they are until it
 * runs again. Items that were not known or rarely used then have no vector.
 */
export class ItemEmbedding {
  #rows = new Int32Array(0)
  #model = none

  /** Takes these vectors. @param rows per item of the log its row + 1; 0 for an item without a vector */
  adopt(rows: Int32Array<ArrayBuffer>, model: LogBilinear): void {
    this.#rows = rows
    this.#model = model
  }

  /** Takes the vectors of another embedding, whose log numbers its items in the same way. */
  share(other: ItemEmbedding): void {
    this.adopt(other.#rows, other.#model)
  }

  /** Starts a context, oldest item first. Returns whether any of its last items has a vector. */
  begin(items: readonly number[]): boolean {
    if (this.#model.rows === 0) return false
    this.#model.clear()
    let isKnown = false
    for (let distance = 0; distance < positions && distance < items.length; distance++) {
      const row = this.#rowOf(items[items.length - 1 - distance]!)
      if (row < 0) continue
      this.#model.add(row, distance)
      isKnown = true
    }
    return isKnown
  }

  /** The score of an item in the context, a logarithm of its odds up to a constant; NaN for one without a vector. */
  score(item: number): number {
    const row = this.#rowOf(item)
    return row < 0 ? Number.NaN : this.#model.score(row)
  }

  /** The log has numbered its items anew. */
  renumber(before: Interner, after: Interner): void {
    if (this.#model.rows === 0) return
    const rows = new Int32Array(after.size)
    for (let item = 0; item < this.#rows.length; item++) {
      const now = this.#rows[item] === 0 ? -1 : after.find(before.nameOf(item))
      if (now >= 0) rows[now] = this.#rows[item]!
    }
    this.#rows = rows
  }

  get heldBytes(): number {
    return this.#rows.byteLength + (this.#model === none ? 0 : this.#model.numbers.byteLength)
  }

  get state(): ItemEmbeddingState {
    const { rows, numbers } = this.#model
    return rows === 0 ? { rows: new Int32Array(0), numbers: new Float32Array(0) } : { rows: this.#rows, numbers }
  }

  /** Vectors of another shape, from another version, are left out until they are learned again. */
  restore({ rows, numbers }: ItemEmbeddingState): void {
    const count = rowsIn(numbers)
    if (Number.isInteger(count) && count > 0)
      this.adopt(Int32Array.from(rows), new LogBilinear(count, Float32Array.from(numbers)))
    else this.adopt(new Int32Array(0), none)
  }

  #rowOf(item: number): number {
    return item >= 0 && item < this.#rows.length ? this.#rows[item]! - 1 : -1
  }
}
