import { seededRandom } from '@inkling/learning'
import type { Click, ExtraLeg, ItemUse, SearchDocument } from '../src/index.ts'
import { BehaviourLegs, behaviourLearning, SearchIndex } from '../src/index.ts'

export interface ShopOptions {
  readonly items: number
  readonly queries: number
  readonly seed: number
  /**
   * What users choose among the items that they look at. `topic`: items of the topic of their query. `quality`: the
   * good ones of these, which are also used most. `noise`: any item.
   */
  readonly taste: 'topic' | 'quality' | 'noise'
}

const topicWords = 12
const commonWords = 60
const itemsPerTopic = 20
const syllables = [...'bdfgklmnprtvz'].flatMap((consonant) => [...'aeiou'].map((vowel) => consonant + vowel))
const minuteMs = 60_000

/** Distinct artificial words. */
const word = (n: number): string =>
  `${syllables[Math.floor(n / syllables.length) % syllables.length]}${syllables[n % syllables.length]}k`

/**
 * A simulated tenant: items by topic, queries, and users who choose by position and by relevance, which the index does
 * not know.
 */
export class SimulatedShop {
  readonly index = new SearchIndex()
  readonly queries: readonly string[]
  readonly documents: readonly SearchDocument[]
  readonly #taste: ShopOptions['taste']
  readonly #random: () => number
  readonly #topicOf = new Map<string, number>()
  readonly #qualityOf = new Map<string, number>()
  readonly #intents: readonly number[]

  constructor({ items, queries, seed, taste }: ShopOptions) {
    this.#random = seededRandom(seed)
    this.#taste = taste
    const topics = Math.ceil(items / itemsPerTopic)
    this.documents = Array.from({ length: items }, (_, n) => this.#item(`item-${n}`, n % topics))
    for (const document of this.documents) this.index.put(document)
    this.#intents = Array.from({ length: queries }, () => Math.floor(this.#random() * topics))
    this.queries = this.#intents.map((topic) => [this.#word(topic), this.#common(), this.#word(topic)].join(' '))
  }

  /** How much each item is used; good ones far more. */
  get uses(): ItemUse[] {
    return [...this.#qualityOf].map(([itemId, quality]) => ({ itemId, weight: 1000 * quality ** 4 + 1 }))
  }

  /** Whether an item is relevant to a query. */
  isRight(query: number, itemId: string): boolean {
    if (this.#topicOf.get(itemId) !== this.#intents[query]) return false
    return this.#taste !== 'quality' || (this.#qualityOf.get(itemId) ?? 0) > 0.75
  }

  /**
   * Searches once a minute, the first queries far more often than the last. Each search shows ten results. Users look
   * at place n with probability 1/n, and choose four fifths of the relevant items they look at, and a twentieth of
   * others.
   */
  clicks(searches: number, fromMs: number, legs: (query: string) => ExtraLeg[]): Click[] {
    const shown = this.queries.map((query) =>
      this.index.search({ query, limit: 10, legs: legs(query) }).hits.map(({ id }) => id),
    )
    return Array.from({ length: searches }, (_, n) => {
      const query = Math.floor(this.queries.length * this.#random() ** 2)
      return (shown[query] ?? []).flatMap((itemId, place) => {
        const propensity = 1 / (place + 1)
        const isChosen = this.#random() < propensity && this.#random() < this.#appeal(query, itemId)
        return isChosen
          ? [{ query: this.queries[query] ?? '', itemId, propensity, atMs: fromMs + n * minuteMs, isBlended: true }]
          : []
      })
    }).flat()
  }

  #appeal(query: number, itemId: string): number {
    if (this.#taste === 'noise') return 0.4
    return this.isRight(query, itemId) ? 0.8 : 0.05
  }

  /** A sixth of an item's words are of its topic. */
  #item(id: string, topic: number): SearchDocument {
    this.#topicOf.set(id, topic)
    this.#qualityOf.set(id, this.#random())
    const text = Array.from({ length: 24 }, (_, n) => (n % 6 === 0 ? this.#word(topic) : this.#common()))
    return { id, title: `${this.#word(topic)} ${this.#common()}`, text: text.join(' ') }
  }

  /** Neighbouring topics share half of their words. */
  readonly #word = (topic: number): string =>
    word(commonWords + (topic * topicWords) / 2 + Math.floor(this.#random() * topicWords))

  readonly #common = (): string => word(Math.floor(this.#random() * commonWords))
}

/** The behaviour legs of these clicks and uses. */
export const legsOf = (clicks: readonly Click[], uses: readonly ItemUse[], nowMs: number): BehaviourLegs =>
  new BehaviourLegs(behaviourLearning.learn(clicks, uses, nowMs))
