import { LearnedFusion } from '../fusion/learned-fusion.ts'
import type { ExtraLeg } from '../fusion/leg.ts'
import type { SearchBehaviour } from './search-behaviour.ts'

/** A score in [0, 1) by item id. */
type Scores = ReadonlyMap<string, number>

/**
 * The weight of a score of 1, where the best document of the lexical leg has 1. These are guesses, chosen so that a
 * popular or liked item does not pass one that answers the query much better (`bench/clicks.ts`). `fitFusion` corrects
 * them by clicks.
 */
const weights = { clicks: 1, affinity: 0.3, popularity: 0.15 }

/** Debiased clicks at which the score is one half. */
const halfClicks = 3

/** The legs made from users' behaviour: clicks on results of a query, and popularity whatever the query. */
export class BehaviourLegs {
  readonly popularity: Scores
  /** The learned fusion, if clicks taught one. */
  readonly fusion: LearnedFusion | undefined
  readonly #clicks: ReadonlyMap<string, SearchBehaviour['clicks'][string]>
  readonly #forgotten = new Set<string>()

  constructor({ clicks, popularity, fusion }: SearchBehaviour) {
    this.fusion = fusion && new LearnedFusion(fusion)
    this.#clicks = new Map(Object.entries(clicks))
    const greatest = Math.log1p(popularity[0]?.[1] ?? 0)
    this.popularity = new Map(popularity.map(([id, weight]) => [id, Math.log1p(weight) / (greatest + 1)]))
  }

  /** By item, the probability that the query wants it: w / (w + 3) of its debiased clicks w. */
  clicks(query: string): Scores {
    const items = this.#clicks.get(query) ?? []
    const known = this.#forgotten.size > 0 ? items.filter(([id]) => !this.#forgotten.has(id)) : items
    return new Map(known.map(([id, weight]) => [id, weight / (weight + halfClicks)]))
  }

  /** The item was deleted: its clicks do not count, even if an item of this id is created later. */
  forgetClicks(itemId: string): void {
    if (this.#clicks.size > 0) this.#forgotten.add(itemId)
  }

  /**
   * The legs for a query: clicks on its earlier results, the probability that this user opens an item (`affinity`), and
   * popularity. Clicked items are retrieved; liked or popular items only score higher if they match.
   */
  legs(query: string, affinity: Scores = new Map()): ExtraLeg[] {
    const legs = [
      { name: 'clicks', weight: weights.clicks, scores: this.clicks(query), finds: true },
      { name: 'affinity', weight: weights.affinity, scores: affinity, finds: false },
      { name: 'popularity', weight: weights.popularity, scores: this.popularity, finds: false },
    ]
    return legs.filter(({ scores }) => scores.size > 0)
  }

  /** Memory held, estimated. */
  get bytes(): number {
    return (
      this.popularity.size * bytesPerEntry + this.#clicks.size * bytesPerQuery + this.#forgotten.size * bytesPerEntry
    )
  }
}

const bytesPerEntry = 120
const bytesPerQuery = 600
