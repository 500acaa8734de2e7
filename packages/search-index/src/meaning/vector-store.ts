import { withCapacity } from '../corpus/with-capacity.ts'
import { quantise } from './quantise.ts'

/** A direction in the space of meanings, in eight bits a number. */
export interface Direction {
  readonly values: Int8Array
  /** One over its length; 0 for no direction at all. */
  readonly inverseLength: number
}

export function direction(vector: ArrayLike<number>): Direction {
  const { values } = quantise(vector)
  let squares = 0
  for (const value of values) squares += value * value
  return { values, inverseLength: squares === 0 ? 0 : 1 / Math.sqrt(squares) }
}

/** How many lists are looked at in a search. */
const PROBES = 16

/**
 * Directions by slot, and, where there are centroids, lists of the slots nearest to each (an inverted file: Jégou, Douze,
 * Schmid 2011). Products are sums of integers, so likenesses are exact.
 */
export class VectorStore {
  readonly #dimensions: number
  readonly #centroids: Int8Array
  readonly #lists: number[][]
  #vectors = new Int8Array(0)
  #inverseLengths = new Float64Array(0)
  /** By slot, the list it is in. */
  #listOf = new Uint16Array(0)
  #end = 0

  constructor(dimensions: number, centroids: Int8Array) {
    this.#dimensions = dimensions
    this.#centroids = centroids
    this.#lists = Array.from({ length: dimensions === 0 ? 0 : centroids.length / dimensions }, () => [])
  }

  get bytes(): number {
    const perListed = 8
    return (
      this.#vectors.byteLength +
      this.#inverseLengths.byteLength +
      this.#listOf.byteLength +
      (this.#lists.length > 0 ? this.#end * perListed : 0)
    )
  }

  /** Gives the next slot its direction. */
  add({ values, inverseLength }: Direction): void {
    const slot = this.#end++
    this.#vectors = withCapacity(this.#vectors, this.#end * this.#dimensions)
    this.#inverseLengths = withCapacity(this.#inverseLengths, this.#end)
    this.#vectors.set(values, slot * this.#dimensions)
    this.#inverseLengths[slot] = inverseLength
    if (this.#lists.length === 0) return
    this.#listOf = withCapacity(this.#listOf, this.#end)
    const [list = 0] = this.#nearestLists(values, 1)
    this.#listOf[slot] = list
    this.#lists[list]?.push(slot)
  }

  /** Keeps those slots alone; they move together in their order. */
  compact(isKept: (slot: number) => boolean): void {
    const width = this.#dimensions
    let kept = 0
    for (const list of this.#lists) list.length = 0
    for (let slot = 0; slot < this.#end; slot++) {
      if (!isKept(slot)) continue
      this.#vectors.copyWithin(kept * width, slot * width, (slot + 1) * width)
      this.#inverseLengths[kept] = this.#inverseLengths[slot] as number
      if (this.#lists.length > 0) {
        this.#listOf[kept] = this.#listOf[slot] as number
        this.#lists[this.#listOf[kept] as number]?.push(kept)
      }
      kept++
    }
    this.#end = kept
  }

  /** The cosine of the angle between a direction and that of a slot. */
  likeness({ values, inverseLength }: Direction, slot: number): number {
    return dot(this.#vectors, slot * this.#dimensions, values) * inverseLength * (this.#inverseLengths[slot] as number)
  }

  /** Adds the unit vector of a slot, `weight` times. */
  addTo(vector: Float64Array, slot: number, weight: number): void {
    const factor = weight * (this.#inverseLengths[slot] as number)
    const start = slot * this.#dimensions
    for (let i = 0; i < vector.length; i++) {
      vector[i] = (vector[i] as number) + factor * (this.#vectors[start + i] as number)
    }
  }

  /** Visits the slots that may be nearest, freed ones included: all of them, or those of the lists nearest to the direction. */
  forEachNear(near: Direction, isExhaustive: boolean, visit: (slot: number, likeness: number) => void): void {
    if (this.#lists.length === 0 || isExhaustive) {
      for (let slot = 0; slot < this.#end; slot++) visit(slot, this.likeness(near, slot))
      return
    }
    for (const list of this.#nearestLists(near.values, PROBES)) {
      for (const slot of this.#lists[list] as number[]) visit(slot, this.likeness(near, slot))
    }
  }

  /** Ties go to the list that comes first. */
  #nearestLists(values: Int8Array, count: number): number[] {
    const width = this.#dimensions
    const products = this.#lists.map((_, list) => dot(this.#centroids, list * width, values))
    const best = [...products.keys()]
    if (count === 1) return [best.reduce((a, b) => ((products[b] as number) > (products[a] as number) ? b : a), 0)]
    return best.sort((a, b) => (products[b] as number) - (products[a] as number) || a - b).slice(0, count)
  }
}

function dot(vectors: Int8Array, start: number, values: Int8Array): number {
  const end = values.length & ~3
  let [a, b, c, d] = [0, 0, 0, 0]
  let i = 0
  for (; i < end; i += 4) {
    const at = start + i
    a = (a + (vectors[at] as number) * (values[i] as number)) | 0
    b = (b + (vectors[at + 1] as number) * (values[i + 1] as number)) | 0
    c = (c + (vectors[at + 2] as number) * (values[i + 2] as number)) | 0
    d = (d + (vectors[at + 3] as number) * (values[i + 3] as number)) | 0
  }
  for (; i < values.length; i++) a += (vectors[start + i] as number) * (values[i] as number)
  return a + b + c + d
}
