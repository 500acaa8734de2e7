import { growArray } from '../memory/grow-array.ts'
import { type Direction, inverseLength } from './direction.ts'
import { dotProducts, nearestOthers, paddedWidth, pointsOf } from './dot-products.ts'
import { VectorList } from './vector-list.ts'

/** How many lists a search compares. */
const probes = 32
/** The list number of a slot, in `state`. */
const listBytes = 2

/**
 * Vectors by slot, in a list per nearest centroid (an inverted file: Jégou, Douze, Schmid 2011), or in a single list if
 * there are no centroids. Products are sums of integers, so cosines do not depend on any order.
 */
export class VectorStore {
  readonly #dimensions: number
  readonly #width: number
  readonly #centroids: Int8Array
  readonly #lists: readonly VectorList[]
  /** By slot: its list, and its place there. */
  #listOf = new Uint16Array(0)
  #placeOf = new Uint32Array(0)
  #end = 0
  /** Scratch: the vectors of the slots at hand. */
  #gathered = new Int8Array(0)

  constructor(dimensions: number, centroids: Int8Array) {
    const count = dimensions === 0 ? 0 : centroids.length / dimensions
    this.#dimensions = dimensions
    this.#width = paddedWidth(dimensions)
    this.#centroids = new Int8Array(count * this.#width)
    for (let n = 0; n < count; n++)
      this.#centroids.set(centroids.subarray(n * dimensions, (n + 1) * dimensions), n * this.#width)
    this.#lists = Array.from({ length: Math.max(1, count) }, () => new VectorList(this.#width))
  }

  get bytes(): number {
    const lists = this.#lists.reduce((sum, list) => sum + list.bytes, 0)
    return lists + this.#centroids.byteLength + this.#listOf.byteLength + this.#placeOf.byteLength
  }

  /** Adds the vector of the next slot. */
  add(direction: Direction): void {
    const [list = 0] = this.#nearestLists(direction.values, 1)
    this.#addTo(list, direction)
  }

  /** As `add`, for many slots, in half the time. */
  addAll(directions: readonly Direction[]): void {
    const lists = this.#listsFor(directions.map(({ values }) => values))
    directions.forEach((direction, n) => {
      this.#addTo(lists[n]!, direction)
    })
  }

  /** By slot: all vectors, `dimensions` bytes each; then all list numbers, two bytes each, little-endian. */
  state(): Uint8Array<ArrayBuffer> {
    const state = new Uint8Array(this.#end * (this.#dimensions + listBytes))
    const vectors = new Int8Array(state.buffer)
    const lists = new DataView(state.buffer, this.#end * this.#dimensions)
    for (let slot = 0; slot < this.#end; slot++) {
      vectors.set(this.#valuesOf(slot).subarray(0, this.#dimensions), slot * this.#dimensions)
      lists.setUint16(slot * listBytes, this.#listOf[slot]!, true)
    }
    return state
  }

  /** Fills an empty store with the vectors of `count` slots. @throws RangeError if `state` does not fit */
  restore(state: Uint8Array, count: number): void {
    const length = count * (this.#dimensions + listBytes)
    if (state.length !== length)
      throw new RangeError(`The vectors have ${state.length} bytes; ${count} documents and this model need ${length}.`)
    const vectors = new Int8Array(state.buffer, state.byteOffset, count * this.#dimensions)
    const lists = new DataView(state.buffer, state.byteOffset + vectors.length, count * listBytes)
    const listOf = Array.from({ length: count }, (_, slot) => lists.getUint16(slot * listBytes, true))
    const lengths = new Uint32Array(this.#lists.length)
    for (const list of listOf) {
      if (list >= lengths.length)
        throw new RangeError(`The vectors name list ${list}; the model has ${lengths.length} lists.`)
      lengths[list] = lengths[list]! + 1
    }
    this.#lists.forEach((list, n) => {
      list.reserve(lengths[n]!)
    })
    listOf.forEach((list, slot) => {
      const values = vectors.subarray(slot * this.#dimensions, (slot + 1) * this.#dimensions)
      this.#addTo(list, { values, inverseLength: inverseLength(values) })
    })
  }

  /** Keeps these slots only; they move together in their order. */
  compact(isKept: (slot: number) => boolean): void {
    let kept = 0
    const newSlots = Int32Array.from({ length: this.#end }, (_, slot) => (isKept(slot) ? kept++ : -1))
    this.#end = kept
    this.#lists.forEach((list, n) => {
      list.renumber(newSlots)
      for (let place = 0; place < list.length; place++) {
        const slot = list.slotAt(place)
        this.#listOf[slot] = n
        this.#placeOf[slot] = place
      }
    })
  }

  /** The cosines between a direction and slots, in their order. */
  cosines({ values, inverseLength }: Direction, slots: readonly number[]): number[] {
    this.#gathered = growArray(this.#gathered, slots.length * this.#width)
    slots.forEach((slot, n) => {
      this.#gathered.set(this.#valuesOf(slot), n * this.#width)
    })
    const products = dotProducts(values, this.#gathered, this.#width, slots.length)
    return slots.map((slot, n) => products[n]! * inverseLength * this.#inverseLengthOf(slot))
  }

  /** Adds the unit vector of a slot, times `weight`. */
  addTo(vector: Float64Array, slot: number, weight: number): void {
    const factor = weight * this.#inverseLengthOf(slot)
    const own = this.#valuesOf(slot)
    for (let i = 0; i < vector.length; i++) vector[i] = vector[i]! + factor * own[i]!
  }

  /**
   * Visits the slots whose cosine with a direction reaches a bound, freed ones too: all of them, or those of the lists
   * nearest to it. The visitor returns the next bound.
   */
  forEachNear(
    near: Direction,
    { least, isExhaustive = false }: { readonly least: number; readonly isExhaustive?: boolean | undefined },
    visit: (slot: number, cosine: number) => number,
  ): void {
    let wanted = least
    for (const n of this.#nearestLists(near.values, isExhaustive ? this.#lists.length : probes))
      wanted = this.#lists[n]!.forEachSimilar(near, wanted, visit)
  }

  #addTo(list: number, direction: Direction): void {
    const slot = this.#end++
    this.#listOf = growArray(this.#listOf, this.#end)
    this.#placeOf = growArray(this.#placeOf, this.#end)
    this.#listOf[slot] = list
    this.#placeOf[slot] = this.#lists[list]!.push(slot, direction)
  }

  #valuesOf(slot: number): Int8Array {
    const list = this.#lists[this.#listOf[slot]!]!
    return list.valuesAt(this.#placeOf[slot]!)
  }

  #inverseLengthOf(slot: number): number {
    const list = this.#lists[this.#listOf[slot]!]!
    return list.inverseLengthAt(this.#placeOf[slot]!)
  }

  #listsFor(values: readonly Int8Array[]): Uint32Array {
    if (this.#lists.length === 1) return new Uint32Array(values.length)
    const centroids = { vectors: this.#centroids, count: this.#lists.length }
    return nearestOthers(pointsOf(values, this.#width), centroids, this.#width)
  }

  /** Ties go to the list that comes first. */
  #nearestLists(values: Int8Array, count: number): number[] {
    const lists = this.#lists.length
    if (lists === 1) return [0]
    const products = dotProducts(values, this.#centroids, this.#width, lists)
    if (count === 1) return [indexOfMost(products, lists)]
    // Product and number in one key, so that sorting needs no comparison function: a third of the time.
    const keys = new Float64Array(lists)
    for (let n = 0; n < lists; n++) keys[n] = n - products[n]! * lists
    return Array.from(keys.sort().subarray(0, count), (key) => key - Math.floor(key / lists) * lists)
  }
}

function indexOfMost(numbers: Int32Array, count: number): number {
  let best = 0
  for (let n = 1; n < count; n++) if (numbers[n]! > numbers[best]!) best = n
  return best
}
