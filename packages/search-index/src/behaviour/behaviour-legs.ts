import { LearnedFusion } from '../fusion/learned-fusion.ts'
import type { ExtraLeg } from '../fusion/leg.ts'
import type { SearchBehaviour } from './search-behaviour.ts'

/** A score in [0, 1) by item. */
type Scores = ReadonlyMap<string, number>

/**
 * What a leg's score of 1 gains, where the best by words gains 1: guesses, chosen so that what is merely liked or popular does not pass
 * what answers much better (`bench/clicks.ts`), and the default that `fitFusion` corrects by a tenant's clicks.
 */
const weights = { clicks: 1, affinity: 0.3, popularity: 0.15 }

/** Debiased clicks at which an item is as much chosen as it is not known to be. */
const halfClicks = 3

/** What behaviour says of items: `clicks` of a query, and how popular they are whatever is asked. */
export class BehaviourLegs {
  readonly popularity: Scores
  /** How clicks taught to blend, if they did. */
  readonly fusion: LearnedFusion | undefined
  readonly #clicks: ReadonlyMap<string, SearchBehaviour['clicks'][string]>

  constructor({ clicks, popularity, fusion }: SearchBehaviour) {
    this.fusion = fusion && new LearnedFusion(fusion)
    this.#clicks = new Map(Object.entries(clicks))
    const greatest = Math.log1p(popularity[0]?.[1] ?? 0)
    this.popularity = new Map(popularity.map(([id, weight]) => [id, Math.log1p(weight) / (greatest + 1)]))
  }

  /** How surely each item is what the query wants, by the clicks on its results: one click says little, many say nearly all. */
  clicks(query: string): Scores {
    const items = this.#clicks.get(query) ?? []
    return new Map(items.map(([id, weight]) => [id, weight / (weight + halfClicks)]))
  }

  /**
   * What else than words and meaning speaks for items: clicks on earlier results of the query, what this user is likely to open
   * (`affinity`, probabilities), and what is popular. What was clicked answers the query; what is merely liked or popular does not.
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
    return this.popularity.size * bytesPerEntry + this.#clicks.size * bytesPerQuery
  }
}

const bytesPerEntry = 120
const bytesPerQuery = 600
