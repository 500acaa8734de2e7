import { hashText } from '@inkling/learning'
import type { Removals } from '@inkling/predictors'

/** An id, its entry and the number take about so much memory. */
const bytesPerItem = 120

/** A tenant's items that are deleted, were merged, or expire some time. */
export class RemovedItems implements Removals {
  #version = 0
  #digest = 0
  /** Undefined until there is one: most tenants have none. */
  #fromMs: Map<string, number> | undefined
  readonly #survivors = new Map<string, string>()

  get version(): number {
    return this.#version
  }

  /** 32 bits, equal for equal items, in whatever order they came. */
  get digest(): number {
    return this.#digest >>> 0
  }

  get isEmpty(): boolean {
    return !this.#fromMs || this.#fromMs.size === 0
  }

  /** The ids, in no order. */
  get ids(): string[] {
    return [...(this.#fromMs?.keys() ?? [])]
  }

  get bytes(): number {
    return ((this.#fromMs?.size ?? 0) + this.#survivors.size) * bytesPerItem
  }

  from(itemId: string): number {
    return this.#fromMs?.get(itemId) ?? Number.POSITIVE_INFINITY
  }

  /** The item into which the item was merged, or else the item itself. */
  survivorOf(itemId: string): string {
    return this.#survivors.get(itemId) ?? itemId
  }

  /** @param fromMs Infinity for an item that is neither deleted nor expires */
  set(itemId: string, fromMs: number, survivorId?: string): void {
    this.#digest ^= this.#digestOf(itemId)
    this.#put(itemId, fromMs, survivorId)
    this.#digest ^= this.#digestOf(itemId)
  }

  #put(itemId: string, fromMs: number, survivorId?: string): void {
    if (survivorId === undefined) this.#survivors.delete(itemId)
    else this.#survivors.set(itemId, survivorId)
    if (this.from(itemId) === fromMs) return
    this.#version++
    if (fromMs === Number.POSITIVE_INFINITY) {
      this.#fromMs?.delete(itemId)
      return
    }
    this.#fromMs ??= new Map()
    this.#fromMs.set(itemId, fromMs)
  }

  /** 0 for an item that is neither removed nor merged. */
  #digestOf(itemId: string): number {
    const [fromMs, survivorId] = [this.from(itemId), this.#survivors.get(itemId)]
    const isThere = fromMs === Number.POSITIVE_INFINITY && survivorId === undefined
    return isThere ? 0 : hashText(JSON.stringify([itemId, fromMs, survivorId]))
  }
}

/** The items, those that were merged as the items that they were merged into. */
export const survivors = (ids: readonly string[], removals: RemovedItems | undefined): string[] =>
  ids.map((id) => removals?.survivorOf(id) ?? id)
