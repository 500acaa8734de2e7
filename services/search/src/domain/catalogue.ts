import type { Item, SearchSettings } from '@inkling/contracts'
import { BehaviourLegs, noBehaviour, SearchIndex } from '@inkling/search-index'

/** One tenant's items in memory, and their index. */
export class Catalogue {
  readonly index: SearchIndex
  /** What users did, as far as it was learned when the newest snapshot was made. */
  behaviour = new BehaviourLegs(noBehaviour)
  readonly #items = new Map<string, Item>()

  /** What of the settings the index is built by; the rest is the query's. */
  constructor({ language }: Pick<SearchSettings, 'language'> = {}) {
    this.index = new SearchIndex({ ...(language && { language }) })
  }

  get bytes(): number {
    return this.index.bytes + this.behaviour.bytes
  }

  put(item: Item): void {
    this.#items.set(item.id, item)
    this.index.put(item)
  }

  remove(id: string): void {
    this.#items.delete(id)
    this.index.remove(id)
  }

  get(id: string): Item | undefined {
    return this.#items.get(id)
  }

  /** What answers show of an item: all but its text, which may be long. */
  summary(id: string): Item | undefined {
    const item = this.#items.get(id)
    if (!item) return undefined
    const { text: _, ...summary } = item
    return summary
  }
}
