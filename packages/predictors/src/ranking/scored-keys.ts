/** Keys (items or sessions), each with a score, to be read by place. Who fills them says what they are and in which order. */
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
    return this.keys[n] as number
  }

  score(n: number): number {
    return this.scores[n] as number
  }

  /** The place of a key, or -1. */
  placeOf(key: number): number {
    for (let n = 0; n < this.count; n++) if (this.keys[n] === key) return n
    return -1
  }
}
