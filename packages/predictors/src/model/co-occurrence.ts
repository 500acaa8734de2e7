import type { EventLog } from '../log/event-log.ts'
import { ScoreAccumulator } from '../ranking/score-accumulator.ts'
import { TopK } from '../ranking/top-k.ts'
import type { IsRemoved } from './removal-times.ts'

/** How many of the newest events of an item lead to sessions, and how many of the newest events of each are read. */
const sampled = 500
const reach = 50

/**
 * Finds items that are used in the same sessions, by the cosine of their incidence (Item-KNN, Sarwar, Karypis, Konstan
 * & Riedl, WWW 2001), counting events. Of a popular item a sample of its newest sessions is read.
 */
export class CoOccurrence {
  readonly #log: EventLog
  readonly #shared = new ScoreAccumulator()
  readonly #cosines = new ScoreAccumulator()

  constructor(log: EventLog) {
    this.#log = log
  }

  get heldBytes(): number {
    return this.#shared.heldBytes + this.#cosines.heldBytes
  }

  /** Other items by their cosine with the given ones, averaged; best first. Scores are in [0, 1]. */
  related(given: readonly number[], limit: number, isRemoved: IsRemoved = () => false): TopK {
    const cosines = this.#cosines
    cosines.clear()
    for (const item of given) this.#addCosines(item, 1 / given.length)
    const top = new TopK(Math.min(limit, cosines.size), this.#log.items)
    const excluded = new Set(given)
    for (let n = 0; n < cosines.size; n++) {
      const item = cosines.item(n)
      if (!excluded.has(item) && !isRemoved(item)) top.offer(item, Math.min(1, cosines.of(item)))
    }
    top.sort()
    return top
  }

  #addCosines(item: number, weight: number): void {
    const { items } = this.#log
    const [shared, size] = [this.#shared, items.size(item)]
    shared.clear()
    for (const session of this.#sessionsOf(item)) for (const other of this.#itemsOf(session)) shared.add(other, 1)
    const scale = weight * Math.max(1, size / sampled)
    for (let n = 0; n < shared.size; n++) {
      const other = shared.item(n)
      this.#cosines.add(other, (scale * shared.of(other)) / Math.sqrt(size * items.size(other)))
    }
  }

  #sessionsOf(item: number): Set<number> {
    return new Set(this.#log.items.eventsOf(item, sampled).map((event) => this.#log.sessions.keyOf(event)))
  }

  #itemsOf(session: number): Set<number> {
    return new Set(this.#log.sessions.eventsOf(session, reach).map((event) => this.#log.items.keyOf(event)))
  }
}
