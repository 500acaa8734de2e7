/**
 * The alternatives of one choice. Each has a row of features, a kind, and a log-probability to start from.
 * The buffers are reused from case to case.
 */
export class Alternatives {
  readonly features: number
  #size = 0
  #rows: Float64Array
  #kinds: Uint8Array
  #offsets: Float64Array
  #probabilities: Float64Array

  constructor(features: number, room = 16) {
    this.features = features
    this.#rows = new Float64Array(features * room)
    this.#kinds = new Uint8Array(room)
    this.#offsets = new Float64Array(room)
    this.#probabilities = new Float64Array(room)
  }

  get size(): number {
    return this.#size
  }

  get heldBytes(): number {
    return this.#rows.byteLength + this.#kinds.byteLength + 2 * this.#offsets.byteLength
  }

  clear(): void {
    this.#rows.fill(0, 0, this.#size * this.features)
    this.#size = 0
  }

  /** Adds an alternative whose features are all 0, and returns its number. */
  add(kind: number, offset: number): number {
    const n = this.#size++
    if (n >= this.#kinds.length) this.#double()
    this.#kinds[n] = kind
    this.#offsets[n] = offset
    return n
  }

  set(n: number, feature: number, value: number): void {
    this.#rows[n * this.features + feature] = value
  }

  feature(n: number, feature: number): number {
    return this.#rows[n * this.features + feature] as number
  }

  /** Σ feature · weight, with the weights from `start` on. */
  dot(n: number, weights: Float64Array, start: number): number {
    const [rows, features, at] = [this.#rows, this.features, n * this.features]
    let sum = 0
    for (let f = 0; f < features; f++) sum += (rows[at + f] as number) * (weights[start + f] as number)
    return sum
  }

  kind(n: number): number {
    return this.#kinds[n] as number
  }

  offset(n: number): number {
    return this.#offsets[n] as number
  }

  /** The probability that the model set last. */
  probability(n: number): number {
    return this.#probabilities[n] as number
  }

  setProbability(n: number, probability: number): void {
    this.#probabilities[n] = probability
  }

  #double(): void {
    const room = 2 * this.#kinds.length
    const larger = <T extends Float64Array | Uint8Array>(column: T, length: number): T => {
      const copy = new (column.constructor as new (length: number) => T)(length)
      copy.set(column)
      return copy
    }
    this.#rows = larger(this.#rows, room * this.features)
    this.#kinds = larger(this.#kinds, room)
    this.#offsets = larger(this.#offsets, room)
    this.#probabilities = larger(this.#probabilities, room)
  }
}
