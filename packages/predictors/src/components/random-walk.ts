import type { EventLog } from '../log/event-log.ts'
import { ScoreAccumulator } from '../ranking/score-accumulator.ts'
import { TopK } from '../ranking/top-k.ts'
import type { Context } from './context.ts'
import type { Predictor } from './predictor.ts'

/** The walk starts from no item of the session whose weight is below this. */
const leastWeight = 0.05
/** From an item between, `m2` events are read, times this power of its nearness relative to the nearest item. */
const thinning = 0.5
/** How many events of a session are neighbours of an event, after and before it, and the weight of those before it. */
const [forward, backward, backwardWeight] = [3, 2, 0.5]

/**
 * Two steps of a random walk on the graph of items that are used in the same sessions: scores the neighbours of the
 * `via` nearest neighbours of the last items. It reaches items that were never used in one session with the last ones,
 * which counting cannot do on sparse data. It follows P3α (Cooper et al., WWW 2014), and divides by a power of the uses
 * of an item, as RP3β does (Paudel et al., ACM TiiS 7, 2017), so that popular items do not win everywhere.
 */
export class RandomWalk implements Predictor {
  readonly name = 'randomWalk'
  readonly tuning = {
    values: { m: 100, m2: 70, via: 12, rarity: 0.3, sessionFade: 0.4 },
    choices: { rarity: [0.15, 0.3, 0.45], sessionFade: [0.2, 0.4, 0.6, 0.8] },
  }
  readonly #log: EventLog
  readonly #near = new ScoreAccumulator()
  readonly #via: TopK
  /** The discount of an item by its uses, for small numbers of uses. */
  #discounts = discountsFor(0)

  constructor(log: EventLog) {
    this.#log = log
    this.#via = new TopK(this.tuning.values.via, log.items)
    this.rebuild()
  }

  rebuild(): void {
    this.#discounts = discountsFor(this.tuning.values.rarity)
  }

  score(context: Context, scores: ScoreAccumulator): void {
    const { items } = this.#log
    const { m2 } = this.tuning.values
    const via = this.#chooseVia(context)
    for (let n = 0; n < via.size; n++) {
      const m = Math.ceil(m2 * (via.score(n) / via.score(0)) ** thinning)
      this.#addNeighbours(via.key(n), via.score(n), m, context.session, scores)
    }
    for (let n = 0; n < scores.size; n++) {
      const item = scores.item(n)
      scores.scale(item, this.#discount(items.size(item)))
    }
  }

  get heldBytes(): number {
    return this.#near.heldBytes
  }

  /** The items nearest to the last ones. */
  #chooseVia(context: Context): TopK {
    const { m, sessionFade } = this.tuning.values
    this.#near.clear()
    let weight = 1
    for (let n = context.items.length - 1; n >= 0 && weight >= leastWeight; n--, weight *= sessionFade) {
      this.#addNeighbours(context.items[n]!, weight, Math.ceil(m * weight), context.session, this.#near)
    }
    const via = this.#via
    via.clear()
    for (let n = 0; n < this.#near.size; n++) via.offer(this.#near.item(n), this.#near.of(this.#near.item(n)))
    via.sort()
    return via
  }

  #discount(uses: number): number {
    return uses < this.#discounts.length ? this.#discounts[uses]! : uses ** -this.tuning.values.rarity
  }

  /** Adds the neighbours of the newest `m` events of the item, without events of the running session. */
  #addNeighbours(item: number, weight: number, m: number, running: number, into: ScoreAccumulator): void {
    const { items, sessions } = this.#log
    const amount = weight / Math.sqrt(Math.min(m, items.size(item)))
    let event = items.last(item)
    for (let n = 0; event >= 0 && n < m; n++, event = items.previous(event)) {
      if (sessions.keyOf(event) === running) continue
      let after = sessions.next(event)
      for (let step = 1; after >= 0 && step <= forward; step++, after = sessions.next(after)) {
        into.add(items.keyOf(after), amount / step)
      }
      let before = sessions.previous(event)
      for (let step = 1; before >= 0 && step <= backward; step++, before = sessions.previous(before)) {
        into.add(items.keyOf(before), (amount * backwardWeight) / step)
      }
    }
  }
}

const discounts = new Map<number, Float64Array>()

/** The discounts of small numbers of uses, computed once for all models of a rarity. */
function discountsFor(rarity: number): Float64Array {
  const known = discounts.get(rarity)
  if (known) return known
  const made = Float64Array.from({ length: 1024 }, (_, uses) => uses ** -rarity)
  discounts.set(rarity, made)
  return made
}
