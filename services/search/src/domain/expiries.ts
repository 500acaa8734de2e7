import TinyQueue from 'tinyqueue'

interface Expiry {
  readonly id: string
  readonly atMs: number
}

/** An entry of the map, one or two of the queue, and the id. */
const bytesPerItem = 200
/** A smaller queue is not worth clearing of stale entries. */
const leastCleared = 64

const queueOf = (expiries: Expiry[]) => new TinyQueue(expiries, (a, b) => a.atMs - b.atMs)

/** When items expire. At most half of the queue is stale, so items that are written often take no more memory. */
export class Expiries {
  readonly #times = new Map<string, number>()
  /** The earliest first. An entry is stale if the item has another time by now. */
  #queue = queueOf([])

  get bytes(): number {
    return this.#times.size * bytesPerItem
  }

  /** @param atMs undefined if the item does not expire, or is gone */
  set(id: string, atMs: number | undefined): void {
    if (this.#times.get(id) === atMs) return
    if (atMs === undefined) this.#times.delete(id)
    else {
      this.#times.set(id, atMs)
      this.#queue.push({ id, atMs })
    }
    if (this.#queue.length > 2 * this.#times.size + leastCleared)
      this.#queue = queueOf(Array.from(this.#times, ([id, atMs]) => ({ id, atMs })))
  }

  /** Takes out the items that have expired. */
  due(nowMs: number): string[] {
    const due: string[] = []
    for (let next = this.#queue.peek(); next && next.atMs <= nowMs; next = this.#queue.peek()) {
      this.#queue.pop()
      if (this.#times.get(next.id) !== next.atMs) continue
      this.#times.delete(next.id)
      due.push(next.id)
    }
    return due
  }
}
