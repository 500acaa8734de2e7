import type { Item, SearchSettings } from '@inkling/contracts'
import { BehaviourLegs, behaviourLearning, SearchIndex, type SearchProfile } from '@inkling/search-index'
import { Expiries } from './expiries.ts'

/** Two ids take about so much memory. */
const bytesPerAlias = 120

/** How many catalogues this process has made. */
let made = 0

/** One tenant's items in memory, their index, and the behaviour of users. Expired items leave by `expire`. */
export class Catalogue {
  readonly index: SearchIndex
  /** As it was learned when the newest snapshot was made. */
  readonly behaviour: BehaviourLegs
  /** One per settings object that still exists. */
  readonly #profiles = new WeakMap<SearchSettings, SearchProfile>()
  #latestProfile: SearchProfile | undefined
  readonly #expiries = new Expiries()
  readonly #survivors = new Map<string, string>()
  readonly #number = ++made
  #changes = 0

  constructor(index: SearchIndex, behaviour = new BehaviourLegs(behaviourLearning.none)) {
    this.index = index
    this.behaviour = behaviour
  }

  /** An empty catalogue. Of the settings, only the language changes how an index is built. */
  static empty({ language }: Pick<SearchSettings, 'language'> = {}, behaviour?: BehaviourLegs): Catalogue {
    return new Catalogue(new SearchIndex({ ...(language && { language }) }), behaviour)
  }

  /** The field weights and synonyms of the settings, compiled; the same settings object costs nothing again. */
  profileFor(settings: SearchSettings): SearchProfile {
    const { fieldWeights, synonyms } = settings
    const profile = this.#profiles.get(settings) ?? this.index.profile({ fieldWeights, synonyms })
    this.#profiles.set(settings, profile)
    this.#latestProfile = profile
    return profile
  }

  /** Equal only for the same catalogue with the same items: what is found for equal requests is then equal. */
  get revision(): string {
    return `${this.#number}.${this.#changes}`
  }

  get bytes(): number {
    const own = this.index.bytes + this.behaviour.bytes + this.#expiries.bytes
    return own + (this.#latestProfile?.bytes ?? 0) + bytesPerAlias * this.#survivors.size
  }

  put(item: Item): void {
    const known = this.get(item.id)
    // It was deleted and created again since the tail was read last.
    if (known && known.createdAt !== item.createdAt) this.behaviour.forgetClicks(item.id)
    this.#changes++
    this.#survivors.delete(item.id)
    this.index.put(item)
    this.#expiries.set(item.id, item.expiresAt === undefined ? undefined : Date.parse(item.expiresAt))
  }

  /** The item was deleted or merged, so what users did to it counts no longer for it. */
  remove(id: string, survivorId?: string): void {
    this.#takeOut(id)
    this.#survivors.delete(id)
    if (survivorId !== undefined) this.#survivors.set(id, survivorId)
    this.behaviour.forgetClicks(id)
  }

  /** The item into which the item was merged, or else the item itself. */
  survivorOf(id: string): string {
    return this.#survivors.get(id) ?? id
  }

  /** The item of a snapshot expires at a time. */
  expireAt(id: string, atMs: number): void {
    if (this.index.has(id)) this.#expiries.set(id, atMs)
  }

  /** Removes the items that have expired, also from completions and corrections. */
  expire(nowMs: number): void {
    for (const id of this.#expiries.due(nowMs)) this.#takeOut(id)
  }

  /** Only items are put, so a document is one. */
  get(id: string): Item | undefined {
    return this.index.document(id) as Item | undefined
  }

  /** The item as answers show it: without its text, which may be long. */
  summary(id: string): Item | undefined {
    const item = this.get(id)
    if (!item) return undefined
    const { text: _, ...summary } = item
    return summary
  }

  #takeOut(id: string): void {
    this.#changes++
    this.index.remove(id)
    this.#expiries.set(id, undefined)
  }
}
