import type { EventLog } from '../log/event-log.ts'
import { ScoreAccumulator } from '../ranking/score-accumulator.ts'
import { TopK } from '../ranking/top-k.ts'
import type { IsRemoved } from './removal-times.ts'

const hourMs = 3_600_000
const weekMs = 168 * hourMs
const weeks = 4
/** How many events of the hour are read per week, the ones nearest to the time first. */
const sampled = 250

/**
 * Finds the items that everyone uses at this hour of the week: by the cosine between the item and the events within an
 * hour of this time in the last four weeks. It is the cosine that relates items by shared sessions, with the hour in
 * place of the session, so an item that is used at every hour gets little.
 */
export class UsualHour {
  readonly #log: EventLog
  readonly #counts = new ScoreAccumulator()

  constructor(log: EventLog) {
    this.#log = log
  }

  get heldBytes(): number {
    return this.#counts.heldBytes
  }

  /** The items, best first. Scores are in [0, 1]. */
  itemsAt(atMs: number, limit: number, isRemoved: IsRemoved = () => false): TopK {
    const { items } = this.#log
    this.#counts.clear()
    let total = 0
    for (let week = 1; week <= weeks; week++) total += this.#count(atMs - week * weekMs)
    const top = new TopK(Math.min(limit, this.#counts.size), items)
    for (let n = 0; n < this.#counts.size; n++) {
      const item = this.#counts.item(n)
      if (isRemoved(item)) continue
      top.offer(item, Math.min(1, this.#counts.of(item) / Math.sqrt(total * items.size(item))))
    }
    top.sort()
    return top
  }

  /** Counts the events from an hour before a time to an hour after it. Returns how many it counted. */
  #count(atMs: number): number {
    const middle = this.#firstFrom(atMs)
    return (
      this.#countFrom(middle, 1, (at) => at <= atMs + hourMs) +
      this.#countFrom(middle - 1, -1, (at) => at > atMs - hourMs)
    )
  }

  #countFrom(start: number, step: 1 | -1, isWithin: (atMs: number) => boolean): number {
    const log = this.#log
    let counted = 0
    for (let event = start; event >= 0 && event < log.length && counted < sampled / 2; event += step) {
      if (!log.isLive(event)) continue
      if (!isWithin(log.atMs(event))) break
      this.#counts.add(log.items.keyOf(event), 1)
      counted++
    }
    return counted
  }

  /** The first live event from a time on, by bisection; the length of the log if there is none. */
  #firstFrom(atMs: number): number {
    const log = this.#log
    let [from, to] = [0, log.length]
    while (from < to) {
      const middle = (from + to) >>> 1
      let event = middle
      while (event < to && !log.isLive(event)) event++
      if (event < to && log.atMs(event) < atMs) from = event + 1
      else to = middle
    }
    return from
  }
}
