import type { PerField } from '../corpus/fields.ts'
import { contribution } from '../ranking/bm25f.ts'

export interface LsaModelParts {
  readonly dimensions: number
  /** How far the semantic leg can be trusted in the collection; see `lsaTrust`. */
  readonly trust: number
  /** Of the collection that the model was fitted to. Documents are weighed by them as long as the model serves. */
  readonly averageLengths: Readonly<PerField>
  readonly terms: readonly string[]
  /** By term: the value of 1 in its vector, idf included. */
  readonly scales: Float32Array
  /** By term: `dimensions` numbers. */
  readonly vectors: Int8Array
  /** Unit vectors times 127, the centres of clusters of documents; none for a small collection. */
  readonly centroids: Int8Array
}

/** A vector for each term of a collection, so that terms that occur together point in similar directions. Immutable. */
export class LsaModel {
  readonly parts: LsaModelParts
  readonly #rows: ReadonlyMap<string, number>

  constructor(parts: LsaModelParts) {
    this.parts = parts
    this.#rows = new Map(parts.terms.map((term, row) => [term, row]))
  }

  get dimensions(): number {
    return this.parts.dimensions
  }

  get centroidCount(): number {
    return this.dimensions === 0 ? 0 : this.parts.centroids.length / this.dimensions
  }

  get bytes(): number {
    const perTerm = 72
    return this.parts.terms.length * (perTerm + this.dimensions + 4) + this.parts.centroids.length
  }

  /** The row of a term in `parts`; -1 for an unknown term. */
  rowOf(term: string): number {
    return this.#rows.get(term) ?? -1
  }

  knows(term: string): boolean {
    return this.#rows.has(term)
  }

  /**
   * Adds the vector of a term, by its row, to the vector of a text. Weights are rounded so that sums are exact: the
   * vector of a text does not depend on the order of its terms.
   */
  add(vector: Float64Array, row: number, weight: number): void {
    const { dimensions, parts } = this
    const factor = contribution(weight, parts.scales[row]!)
    const values = parts.vectors.subarray(row * dimensions, (row + 1) * dimensions)
    let i = 0
    for (; i < (dimensions & ~1); i += 2) {
      vector[i] = vector[i]! + factor * values[i]!
      vector[i + 1] = vector[i + 1]! + factor * values[i + 1]!
    }
    if (i < dimensions) vector[i] = vector[i]! + factor * values[i]!
  }
}
