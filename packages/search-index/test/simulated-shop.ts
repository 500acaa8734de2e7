import { seededRandom } from '@inkling/learning'
import type { Click, ExtraLeg, ItemUse, SearchDocument } from '../src/index.ts'
import { BehaviourLegs, behaviourLearning, SearchIndex } from '../src/index.ts'

export interface ShopOptions {
  readonly items: number
  readonly queries: number
  readonly seed: number
  /**
   * What users choose among what they look at: items of the topic that they ask for; of these the good ones, which are
   * also those that are used most; or anything at all.
   */
  readonly taste: 'topic' | 'quality' | 'noise'
}

const TOPIC_WORDS = 12
const COMMON_WORDS = 60
const ITEMS_PER_TOPIC = 20
const SYLLABLES = [...'bdfgklmnprtvz'].flatMap((consonant) => [...'aeiou'].map((vowel) => consonant + vowel))
const minuteMs = 60_000

/** Artificial words, each another. */
const word = (n: number): string =>
  `${SYLLABLES[Math.floor(n / SYLLABLES.length) % SYLLABLES.length]}${SYLLABLES[n % SYLLABLES.length]}k`

/**
 * A tenant's items by topic, what is asked, and who chooses what: by relevance, which the index does not know, and by
 * place.
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
    const topics = Math.ceil(items / ITEMS_PER_TOPIC)
    this.documents = Array.from({ length: items }, (_, n) => this.#item(`item-${n}`, n % topics))
    for (const document of this.documents) this.index.put(document)
    this.#intents = Array.from({ length: queries }, () => Math.floor(this.#random() * topics))
    this.queries = this.#intents.map((topic) => [this.#word(topic), this.#common(), this.#word(topic)].join(' '))
  }

  /** How much each item is used, wherever it is found: the good ones far more. */
  get uses(): ItemUse[] {
    return [...this.#qualityOf].map(([itemId, quality]) => ({ itemId, weight: 1000 * quality ** 4 + 1 }))
  }

  /** Whether an item is what the query wants. */
  isRight(query: number, itemId: string): boolean {
    if (this.#topicOf.get(itemId) !== this.#intents[query]) return false
    return this.#taste !== 'quality' || (this.#qualityOf.get(itemId) ?? 0) > 0.75
  }

  /**
   * Searches, one a minute, the first queries far more often than the last. Each shows ten results; a place n is looked
   * at once in n times, and of what is looked at, four fifths of what is right are chosen, and a twentieth of the rest.
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
    word(COMMON_WORDS + (topic * TOPIC_WORDS) / 2 + Math.floor(this.#random() * TOPIC_WORDS))

  readonly #common = (): string => word(Math.floor(this.#random() * COMMON_WORDS))
}

/** The legs of behaviour that these clicks and uses make. */
export const legsOf = (clicks: readonly Click[], uses: readonly ItemUse[], nowMs: number): BehaviourLegs =>
  new BehaviourLegs(behaviourLearning.learn(clicks, uses, nowMs))
