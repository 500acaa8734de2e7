import type { Item, SearchSettings } from '@inkling/contracts'
import { SearchIndex } from '@inkling/search-index'

/** One tenant's items in memory, and their index. */
export class Catalogue {
  readonly index: SearchIndex
  readonly #items = new Map<string, Item>()

  /** What of the settings the index is built by; the rest is the query's. */
  constructor({ language }: Pick<SearchSettings, 'language'> = {}) {
    this.index = new SearchIndex({ ...(language && { language }) })
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
