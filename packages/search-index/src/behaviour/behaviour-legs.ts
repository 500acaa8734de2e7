import type { SearchBehaviour } from './search-behaviour.ts'

/** A score in [0, 1) by item. */
type Scores = ReadonlyMap<string, number>

/** Debiased clicks at which an item is as much chosen as it is not known to be. */
const halfClicks = 3

/** What behaviour says of items: `clicks` of a query, and how popular they are whatever is asked. */
export class BehaviourLegs {
  readonly popularity: Scores
  readonly #clicks: ReadonlyMap<string, SearchBehaviour['clicks'][string]>

  constructor({ clicks, popularity }: SearchBehaviour) {
    this.#clicks = new Map(Object.entries(clicks))
    const greatest = Math.log1p(popularity[0]?.[1] ?? 0)
    this.popularity = new Map(popularity.map(([id, weight]) => [id, Math.log1p(weight) / (greatest + 1)]))
  }

  /** How surely each item is what the query wants, by the clicks on its results: one click says little, many say nearly all. */
  clicks(query: string): Scores {
    const items = this.#clicks.get(query) ?? []
    return new Map(items.map(([id, weight]) => [id, weight / (weight + halfClicks)]))
  }

  /** Memory held, estimated. */
  get bytes(): number {
    return this.popularity.size * bytesPerEntry + this.#clicks.size * bytesPerQuery
  }
}

const bytesPerEntry = 120
const bytesPerQuery = 600
