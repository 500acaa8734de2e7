import type { Removals } from '@inkling/predictors'

/** An id, its entry and the number take about so much memory. */
const bytesPerItem = 120

/** A tenant's items that are deleted or expire some time. */
export class RemovedItems implements Removals {
  #version = 0
  /** Undefined until there is one: most tenants have none. */
  #fromMs: Map<string, number> | undefined

  get version(): number {
    return this.#version
  }

  get isEmpty(): boolean {
    return !this.#fromMs || this.#fromMs.size === 0
  }

  /** The ids, in no order. */
  get ids(): string[] {
    return [...(this.#fromMs?.keys() ?? [])]
  }

  get bytes(): number {
    return (this.#fromMs?.size ?? 0) * bytesPerItem
  }

  from(itemId: string): number {
    return this.#fromMs?.get(itemId) ?? Number.POSITIVE_INFINITY
  }

  /** @param fromMs Infinity for an item that is neither deleted nor expires */
  set(itemId: string, fromMs: number): void {
    if (this.from(itemId) === fromMs) return
    this.#version++
    if (fromMs === Number.POSITIVE_INFINITY) {
      this.#fromMs?.delete(itemId)
      return
    }
    this.#fromMs ??= new Map()
    this.#fromMs.set(itemId, fromMs)
  }
}
