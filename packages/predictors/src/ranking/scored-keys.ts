/** Keys (items or sessions), each with a score, read by place. The subclass defines the order. */
export abstract class ScoredKeys {
  protected keys: Int32Array<ArrayBuffer>
  protected scores: Float64Array<ArrayBuffer>
  protected count = 0

  protected constructor(room: number) {
    this.keys = new Int32Array(room)
    this.scores = new Float64Array(room)
  }

  get size(): number {
    return this.count
  }

  key(n: number): number {
    return this.keys[n]!
  }

  score(n: number): number {
    return this.scores[n]!
  }

  /** The place of a key, or -1. */
  placeOf(key: number): number {
    for (let n = 0; n < this.count; n++) if (this.keys[n] === key) return n
    return -1
  }
}
