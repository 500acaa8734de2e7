import { FifoQueue } from './fifo-queue.ts'
import { Ghosts } from './ghosts.ts'

/** The share of all bytes above which the small queue gives room, rather than the main one. */
const smallShare = 0.1
const maxUses = 3

/**
 * A map that chooses which entry to evict: S3-FIFO, from Yang et al., "FIFO queues are all you need for cache
 * eviction", SOSP 2023. An entry begins in a small queue and moves to the main queue only if it was used twice there,
 * so that a scan evicts no entry in use. As many ids as there are entries are remembered after they left the small
 * queue; if one returns, it begins in the main queue.
 *
 * The map bounds nothing itself: its owner calls `evict`, which takes at most four steps per entry.
 */
export class S3Fifo<V> {
  readonly #small = new FifoQueue<V>()
  readonly #main = new FifoQueue<V>()
  readonly #ghosts = new Ghosts()

  get size(): number {
    return this.#small.slots.size + this.#main.slots.size
  }

  get bytes(): number {
    return this.#small.bytes + this.#main.bytes
  }

  get ghosts(): number {
    return this.#ghosts.size
  }

  get(id: string): V | undefined {
    const slot = this.#main.slots.get(id) ?? this.#small.slots.get(id)
    if (!slot) return undefined
    slot.heat++
    if (slot.uses < maxUses) slot.uses++
    return slot.value
  }

  /** The value, without counting a use. */
  peek(id: string): V | undefined {
    return (this.#main.slots.get(id) ?? this.#small.slots.get(id))?.value
  }

  /** A value that replaces another one keeps its place and its uses. */
  set(id: string, value: V, bytes: number): void {
    for (const queue of [this.#main, this.#small]) {
      const slot = queue.slots.get(id)
      if (!slot) continue
      queue.bytes += bytes - slot.bytes
      slot.value = value
      slot.bytes = bytes
      return
    }
    const queue = this.#ghosts.take(id) ? this.#main : this.#small
    queue.add(id, { value, bytes, uses: 0, heat: 0 })
  }

  delete(id: string): void {
    for (const queue of [this.#main, this.#small]) {
      const slot = queue.slots.get(id)
      if (slot) queue.remove(id, slot)
    }
  }

  /** Removes the entry that is worth least, if there is one. */
  evict(): void {
    if (this.#small.bytes < smallShare * this.bytes || !this.#evictSmall()) this.#evictMain()
    this.#ghosts.keepAtMost(this.size)
  }

  /** Removes all entries of which `isOver` says so. */
  deleteWhere(isOver: (value: V) => boolean): void {
    for (const queue of [this.#main, this.#small])
      for (const [id, slot] of queue.slots) if (isOver(slot.value)) queue.remove(id, slot)
  }

  /** The ids that were used and how often, most first. */
  hottest(count: number): [string, number][] {
    return [...this.#main.slots, ...this.#small.slots]
      .filter(([, { heat }]) => heat >= 1)
      .sort(([, one], [, other]) => other.heat - one.heat)
      .slice(0, count)
      .map(([id, { heat }]) => [id, heat])
  }

  /** Halves what `hottest` counts, so that it follows what is used now. */
  coolDown(): void {
    for (const { slots } of [this.#main, this.#small]) for (const slot of slots.values()) slot.heat /= 2
  }

  /** False if all entries of the small queue moved to the main one. */
  #evictSmall(): boolean {
    for (let taken = this.#small.take(); taken; taken = this.#small.take()) {
      const [id, slot] = taken
      if (slot.uses <= 1) {
        this.#ghosts.add(id)
        return true
      }
      slot.uses = 0
      this.#main.add(id, slot)
    }
    return false
  }

  #evictMain(): void {
    for (let taken = this.#main.take(); taken; taken = this.#main.take()) {
      const [id, slot] = taken
      if (slot.uses === 0) return
      slot.uses--
      this.#main.add(id, slot)
    }
  }
}
