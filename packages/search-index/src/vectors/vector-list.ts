import { growArray } from '../memory/grow-array.ts'
import type { Direction } from './direction.ts'
import { dotProducts } from './dot-products.ts'

/** The vectors of some slots, stored in a row. */
export class VectorList {
  readonly #width: number
  #vectors = new Int8Array(0)
  #inverseLengths = new Float32Array(0)
  #slots = new Uint32Array(0)
  #length = 0

  /** `width` is a `paddedWidth`. */
  constructor(width: number) {
    this.#width = width
  }

  get length(): number {
    return this.#length
  }

  get bytes(): number {
    return this.#vectors.byteLength + this.#inverseLengths.byteLength + this.#slots.byteLength
  }

  slotAt(place: number): number {
    return this.#slots[place]!
  }

  /** The numbers of a vector, padding included. Valid until the next change. */
  valuesAt(place: number): Int8Array {
    return this.#vectors.subarray(place * this.#width, (place + 1) * this.#width)
  }

  inverseLengthAt(place: number): number {
    return this.#inverseLengths[place]!
  }

  reserve(length: number): void {
    this.#vectors = growArray(this.#vectors, length * this.#width)
    this.#inverseLengths = growArray(this.#inverseLengths, length)
    this.#slots = growArray(this.#slots, length)
  }

  /** Adds a vector. Returns its place. */
  push(slot: number, { values, inverseLength }: Direction): number {
    const place = this.#length++
    this.reserve(this.#length)
    this.#vectors.set(values, place * this.#width)
    this.#inverseLengths[place] = inverseLength
    this.#slots[place] = slot
    return place
  }

  /** Gives slots new numbers. A negative number drops the vector; the others move together in their order. */
  renumber(newSlots: Int32Array): void {
    const width = this.#width
    let kept = 0
    for (let place = 0; place < this.#length; place++) {
      const slot = newSlots[this.slotAt(place)]!
      if (slot < 0) continue
      this.#vectors.copyWithin(kept * width, place * width, (place + 1) * width)
      this.#inverseLengths[kept] = this.inverseLengthAt(place)
      this.#slots[kept++] = slot
    }
    this.#length = kept
  }

  /**
   * Visits the vectors whose cosine reaches a bound. The visitor returns the next bound, and the method the last one.
   */
  forEachSimilar(
    { values, inverseLength }: Direction,
    least: number,
    visit: (slot: number, cosine: number) => number,
  ): number {
    const products = dotProducts(values, this.#vectors, this.#width, this.#length)
    let wanted = least
    for (let place = 0; place < this.#length; place++) {
      const cosine = products[place]! * inverseLength * this.#inverseLengths[place]!
      if (cosine >= wanted) wanted = visit(this.#slots[place]!, cosine)
    }
    return wanted
  }
}
