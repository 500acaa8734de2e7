import { compareRank, type ScoredId } from './scored-id.ts'

/** Keeps the best `limit` of all hits offered, in a binary heap whose root is the worst kept. */
export class TopK<Hit extends ScoredId = ScoredId> {
  readonly #limit: number
  readonly #heap: Hit[] = []

  readonly #compare: typeof compareRank

  /** `compare` is negative if its first argument is the better one. */
  constructor(limit: number, compare = compareRank) {
    this.#limit = limit
    this.#compare = compare
  }

  /** A hit with a lower score need not be offered. */
  get leastScore(): number {
    return this.worst?.score ?? Number.NEGATIVE_INFINITY
  }

  /** The worst kept hit, which a new one must beat; undefined while there is room. */
  get worst(): Hit | undefined {
    return this.#heap.length < this.#limit ? undefined : this.#heap[0]
  }

  /** Whether `offer` would keep the hit. */
  wouldKeep(hit: ScoredId): boolean {
    const { worst } = this
    return worst === undefined || this.#compare(hit, worst) < 0
  }

  offer(hit: Hit): void {
    if (!this.wouldKeep(hit)) return
    if (this.#heap.length < this.#limit) {
      this.#heap.push(hit)
      this.#rise(this.#heap.length - 1)
    } else {
      this.#heap[0] = hit
      this.#sink(0)
    }
  }

  sorted(): Hit[] {
    return this.#heap.toSorted(this.#compare)
  }

  #rise(from: number): void {
    for (let child = from; child > 0; ) {
      const parent = (child - 1) >> 1
      if (!this.#isWorse(child, parent)) return
      this.#swap(child, parent)
      child = parent
    }
  }

  #sink(from: number): void {
    for (let parent = from; ; ) {
      const left = 2 * parent + 1
      if (left >= this.#heap.length) return
      const right = left + 1
      const worse = right < this.#heap.length && this.#isWorse(right, left) ? right : left
      if (!this.#isWorse(worse, parent)) return
      this.#swap(worse, parent)
      parent = worse
    }
  }

  #isWorse(a: number, b: number): boolean {
    return this.#compare(this.#heap[a]!, this.#heap[b]!) > 0
  }

  #swap(a: number, b: number): void {
    const held = this.#heap[a]!
    this.#heap[a] = this.#heap[b]!
    this.#heap[b] = held
  }
}
