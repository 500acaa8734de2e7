import type { Item, SearchSettings } from '@inkling/contracts'
import { BehaviourLegs, noBehaviour, SearchIndex } from '@inkling/search-index'

/** One tenant's items in memory, their index, and what users did with them. */
export class Catalogue {
  readonly index: SearchIndex
  /** As far as it was learned when the newest snapshot was made. */
  readonly behaviour: BehaviourLegs
  #tuning: SearchSettings = {}

  constructor(index: SearchIndex, behaviour = new BehaviourLegs(noBehaviour)) {
    this.index = index
    this.behaviour = behaviour
  }

  /** An empty one, of what in the settings an index is built by; the rest is the query's. */
  static empty({ language }: Pick<SearchSettings, 'language'> = {}, behaviour?: BehaviourLegs): Catalogue {
    return new Catalogue(new SearchIndex({ ...(language && { language }) }), behaviour)
  }

  /** Weighs fields and reads synonyms as the tenant wants from now on; the same object again costs nothing. */
  tune(settings: SearchSettings): void {
    if (settings === this.#tuning) return
    this.index.tune({ fieldWeights: settings.fieldWeights, synonyms: settings.synonyms })
    this.#tuning = settings
  }

  get bytes(): number {
    return this.index.bytes + this.behaviour.bytes
  }

  put(item: Item): void {
    this.index.put(item)
  }

  remove(id: string): void {
    this.index.remove(id)
  }

  /** Whatever is put is an item. */
  get(id: string): Item | undefined {
    return this.index.document(id) as Item | undefined
  }

  /** What answers show of an item: all but its text, which may be long. */
  summary(id: string): Item | undefined {
    const item = this.get(id)
    if (!item) return undefined
    const { text: _, ...summary } = item
    return summary
  }
}
