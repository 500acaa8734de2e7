export interface Slot<V> {
  value: V
  bytes: number
  /** Uses since it was last moved, up to 3. */
  uses: number
  /** Uses since `coolDown` was last called, and half of those before it. */
  heat: number
}

/** Slots by id in the order of their arrival, and their bytes together. */
export class FifoQueue<V> {
  readonly slots = new Map<string, Slot<V>>()
  bytes = 0
  /** A map is slow to find its first element after many deletions; an iterator that goes on is not. */
  #oldest = this.slots.entries()

  add(id: string, slot: Slot<V>): void {
    this.slots.set(id, slot)
    this.bytes += slot.bytes
  }

  remove(id: string, slot: Slot<V>): void {
    this.slots.delete(id)
    this.bytes -= slot.bytes
  }

  /** Removes the oldest one and returns it. */
  take(): readonly [string, Slot<V>] | undefined {
    let { value } = this.#oldest.next()
    if (!value) {
      this.#oldest = this.slots.entries()
      value = this.#oldest.next().value
    }
    if (value) this.remove(...value)
    return value
  }
}
