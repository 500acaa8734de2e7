import { TopK } from '../ranking/top-k.ts'
import { inverseLength, quantise } from './direction.ts'
import { paddedWidth } from './dot-products.ts'
import { VectorList } from './vector-list.ts'

interface Near {
  readonly limit: number
  readonly accept?: (id: string) => boolean
}

export interface NearDocuments {
  /** By id, the highest first, all above the floor. */
  readonly cosines: ReadonlyMap<string, number>
  /** The highest cosine that chance explains. */
  readonly floor: number
}

/** A cosine is above chance if it exceeds the collection's mean by this many standard deviations. */
const deviationsMin = 1
/** With fewer documents the floor is 0. */
const leastForChance = 20
/** Of a map entry and the id, roughly. */
const entryBytes = 150
/** The share of freed places at which they are compacted. */
const freedShareMax = 1 / 3

/**
 * Vectors from an embedding model, by document id, with eight bits per dimension. A search compares every vector: it is
 * exact, in time that grows with documents × dimensions.
 */
export class VectorIndex {
  #list = new VectorList(0)
  #dimensions = 0
  #ids: (string | undefined)[] = []
  readonly #slotOf = new Map<string, number>()

  /** A vector in eight bits per dimension, as `put` and `nearest` take it. The largest number becomes 127. */
  static quantise(vector: ArrayLike<number>): Int8Array {
    return quantise(vector).values
  }

  /** Documents that have a vector. */
  get size(): number {
    return this.#slotOf.size
  }

  /** Of the vectors held; 0 if there are none. */
  get dimensions(): number {
    return this.#dimensions
  }

  get bytes(): number {
    return this.#list.bytes + this.#ids.length * entryBytes
  }

  /**
   * Sets the vector of a document, as `quantise` returns it. False, changing nothing, if its length differs from those
   * held.
   */
  put(id: string, values: Int8Array): boolean {
    if (this.size > 0 && values.length !== this.#dimensions) return false
    this.remove(id)
    if (this.size === 0) this.#begin(values.length)
    this.#slotOf.set(id, this.#ids.length)
    this.#list.push(this.#ids.length, { values, inverseLength: inverseLength(values) })
    this.#ids.push(id)
    return true
  }

  remove(id: string): void {
    const slot = this.#slotOf.get(id)
    if (slot === undefined) return
    this.#slotOf.delete(id)
    this.#ids[slot] = undefined
    if (this.#ids.length - this.size > this.#ids.length * freedShareMax) this.#compact()
  }

  /**
   * The accepted documents nearest to a vector, with cosines above chance; none for a vector of another length. The
   * floor is measured on the collection, because embedding models differ in the cosines of unrelated texts.
   */
  nearest(values: Int8Array, { limit, accept = () => true }: Near): NearDocuments {
    const cosines = this.#cosines(values)
    const floor = this.#floorOf(cosines)
    const top = new TopK(limit)
    for (const [slot, id] of this.#ids.entries()) {
      const score = cosines[slot] ?? 0
      if (id === undefined || score <= floor || score < top.leastScore) continue
      const hit = { id, score }
      if (top.wouldKeep(hit) && accept(id)) top.offer(hit)
    }
    return { cosines: new Map(top.sorted().map(({ id, score }) => [id, score])), floor }
  }

  /** By slot; 0 where there is no document. */
  #cosines(values: Int8Array): Float64Array {
    const cosines = new Float64Array(this.#ids.length)
    if (values.length !== this.#dimensions) return cosines
    const near = { values, inverseLength: inverseLength(values) }
    this.#list.forEachSimilar(near, Number.NEGATIVE_INFINITY, (slot, cosine) => {
      if (this.#ids[slot] !== undefined) cosines[slot] = cosine
      return Number.NEGATIVE_INFINITY
    })
    return cosines
  }

  #floorOf(cosines: Float64Array): number {
    if (this.size < leastForChance) return 0
    let [sum, squares] = [0, 0]
    for (const cosine of cosines) {
      sum += cosine
      squares += cosine * cosine
    }
    const mean = sum / this.size
    return Math.max(0, mean + deviationsMin * Math.sqrt(Math.max(0, squares / this.size - mean * mean)))
  }

  #begin(dimensions: number): void {
    this.#list = new VectorList(paddedWidth(dimensions))
    this.#dimensions = dimensions
    this.#ids = []
  }

  #compact(): void {
    let kept = 0
    this.#list.renumber(Int32Array.from(this.#ids, (id) => (id === undefined ? -1 : kept++)))
    this.#ids = this.#ids.filter((id) => id !== undefined)
    for (const [slot, id] of this.#ids.entries()) if (id !== undefined) this.#slotOf.set(id, slot)
  }
}
