import { hash, randomBytes } from 'node:crypto'
import { DistinctCount } from '@inkling/learning'
import { LRUCache } from 'lru-cache'

const maxCounted = 10_000

/** Estimates how many ids are new to a sender within a window, in 512 bytes per sender. */
export class NewIds {
  readonly #seen = new LRUCache<string, DistinctCount>({ max: maxCounted })
  /** Nobody can choose ids that are counted as one. */
  readonly #salt = randomBytes(16).toString('hex')

  /** Adds ids of a sender, and returns about how many of them it had not sent in this window. */
  add(sender: string, window: number, ids: ReadonlySet<string>): number {
    const key = `${sender} ${window}`
    const seen = this.#seen.get(key) ?? new DistinctCount()
    this.#seen.set(key, seen)
    const before = seen.estimate
    for (const id of ids) seen.add(hash('sha1', this.#salt + id, 'buffer').readUInt32LE())
    return Math.min(ids.size, Math.round(seen.estimate - before))
  }
}
