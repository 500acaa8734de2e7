import { growArray } from '../log/grow-array.ts'

/** Sums of scores per item. Adding is O(1), clearing is O(items touched). */
export class ScoreAccumulator {
  #values = new Float64Array(16)
  #touched = new Int32Array(16)
  #size = 0

  /** Items with a score. */
  get size(): number {
    return this.#size
  }

  get heldBytes(): number {
    return this.#values.byteLength + this.#touched.byteLength
  }

  /** The n-th item touched since the last clear, n < size. */
  item(n: number): number {
    return this.#touched[n]!
  }

  /** The score of an item; 0 if it has none. */
  of(item: number): number {
    return item >= 0 && item < this.#values.length ? this.#values[item]! : 0
  }

  /** Adds to an item's score. Amounts that are not above 0 change nothing. */
  add(item: number, amount: number): void {
    if (!(amount > 0)) return
    if (item >= this.#values.length) {
      this.#values = growArray(this.#values, item + 1)
      this.#touched = growArray(this.#touched, item + 1)
    }
    const before = this.#values[item]!
    if (before === 0) this.#touched[this.#size++] = item
    this.#values[item] = before + amount
  }

  /** Multiplies an item's score, if it has one. A score of 0 stays listed until `clear`. */
  scale(item: number, factor: number): void {
    if (item < this.#values.length) this.#values[item] = this.#values[item]! * factor
  }

  clear(): void {
    for (let n = 0; n < this.#size; n++) this.#values[this.#touched[n]!] = 0
    this.#size = 0
  }
}
