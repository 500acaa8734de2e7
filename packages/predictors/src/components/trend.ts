import type { EventLog } from '../log/event-log.ts'
import { growArray } from '../log/grow-array.ts'
import { isRepeated } from '../log/source.ts'
import type { ScoreAccumulator } from '../ranking/score-accumulator.ts'
import type { Context } from './context.ts'
import type { Predictor } from './predictor.ts'

const listed = 100
const hourMs = 3_600_000
/** How many events of an item are looked at for an earlier one of the same source. */
const repeatedAmong = 16

/**
 * Scores the items that everyone uses these days, by counts that halve every `halfLifeHours`. It is the fallback when
 * nothing is known about a user. Of the events of one user or session within a day the first counts, unless others have
 * used the item many times since: who comes back a thousand times is still one.
 *
 * Forward decay (Cormode, Shkapenyuk, Srivastava & Xu, ICDE 2009) keeps log2 of Σ 2^(t/halfLife) per item. This needs
 * no rescaling, cannot overflow, and orders items the same at every later time. The list of the best therefore stays
 * sorted if only the item that was just used moves up.
 */
export class Trend implements Predictor {
  readonly name = 'trend'
  readonly tuning = { values: { halfLifeHours: 168 }, choices: { halfLifeHours: [24, 168, 720, 2400, 1e6] } }
  readonly #log: EventLog
  /** Per item: log2 of its decayed count at time 0. */
  #levels = new Float64Array(16)
  /** Items by falling level; of equal levels the one used last comes first. */
  #list: number[] = []
  #isListStale = false
  /** Items that lost events since their level was last computed. */
  readonly #uncounted = new Set<number>()
  /** Scratch: the events of one item, oldest first. */
  #recounted = new Int32Array(16)

  constructor(log: EventLog) {
    this.#log = log
  }

  apply(event: number): void {
    const item = this.#log.items.keyOf(event)
    if (this.#uncounted.has(item)) return
    this.#levels = growArray(this.#levels, item + 1)
    const isFirst = this.#log.items.size(item) === 1
    this.#levels[item] = this.#raised(isFirst ? Number.NEGATIVE_INFINITY : this.#level(item), event)
    if (!this.#isListStale) this.#moveUp(item)
  }

  remove(item: number): void {
    this.#uncounted.add(item)
    this.#isListStale = true
  }

  rebuild(): void {
    this.#levels = new Float64Array(this.#log.items.names.size)
    for (let item = 0; item < this.#levels.length; item++) this.#uncounted.add(item)
    this.#isListStale = true
  }

  score({ items }: Context, scores: ScoreAccumulator): void {
    if (this.#isListStale) this.#sortList()
    const top = this.#level(this.#list[0] ?? 0)
    const last = items.at(-1)
    for (const item of this.#list) if (item !== last) scores.add(item, 2 ** (this.#level(item) - top))
  }

  get heldBytes(): number {
    return this.#levels.byteLength + this.#recounted.byteLength
  }

  #level(item: number): number {
    return this.#levels[item]!
  }

  /** The level after one more event: log2(2^level + 2^(t/halfLife)). A repeated event does not raise it. */
  #raised(level: number, event: number): number {
    if (isRepeated(this.#log, event, repeatedAmong)) return level
    const added = this.#log.atMs(event) / (this.tuning.values.halfLifeHours * hourMs)
    return Math.max(level, added) + Math.log2(1 + 2 ** -Math.abs(level - added))
  }

  /** Sums in the order in which the events were applied, so that the result is the same to the last bit. */
  #recount(item: number): void {
    const { items } = this.#log
    const events = items.size(item)
    this.#recounted = growArray(this.#recounted, events)
    let event = items.last(item)
    for (let n = events - 1; n >= 0; n--, event = items.previous(event)) this.#recounted[n] = event
    let level = Number.NEGATIVE_INFINITY
    for (let n = 0; n < events; n++) level = this.#raised(level, this.#recounted[n]!)
    this.#levels[item] = level
  }

  /** The item's level just rose, and it holds the newest event. */
  #moveUp(item: number): void {
    const level = this.#level(item)
    const list = this.#list
    if (list.length === listed && level < this.#level(list[listed - 1]!)) return
    let n = list.indexOf(item)
    if (n < 0) n = list.length < listed ? list.length : listed - 1
    for (; n > 0 && level >= this.#level(list[n - 1]!); n--) list[n] = list[n - 1]!
    list[n] = item
  }

  #sortList(): void {
    const { items } = this.#log
    for (const item of this.#uncounted) this.#recount(item)
    this.#uncounted.clear()
    const live: number[] = []
    for (let item = 0; item < this.#levels.length; item++) if (items.size(item) > 0) live.push(item)
    live.sort((a, b) => this.#level(b) - this.#level(a) || items.last(b) - items.last(a))
    this.#list = live.slice(0, listed)
    this.#isListStale = false
  }
}
