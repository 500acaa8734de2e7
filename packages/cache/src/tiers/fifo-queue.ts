import { OldestFirst } from './oldest-first.ts'

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
  readonly #oldest = new OldestFirst(this.slots)

  add(id: string, slot: Slot<V>): void {
    this.slots.set(id, slot)
    this.bytes += slot.bytes
  }

  remove(id: string, slot: Slot<V>): void {
    this.#delete(id, slot)
    this.#oldest.noteDeletion()
  }

  /** Removes the oldest one and returns it. */
  take(): readonly [string, Slot<V>] | undefined {
    const oldest = this.#oldest.next()
    if (oldest) this.#delete(...oldest)
    return oldest
  }

  #delete(id: string, slot: Slot<V>): void {
    this.slots.delete(id)
    this.bytes -= slot.bytes
  }
}
