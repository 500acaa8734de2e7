import type { EventLog } from '../log/event-log.ts'
import { growArray } from '../log/grow-array.ts'
import type { ScoreAccumulator } from '../ranking/score-accumulator.ts'
import type { Context } from './context.ts'
import type { Predictor } from './predictor.ts'

/** Items of the session whose weight is below this have no rules read. */
const leastWeight = 0.05
/** Most rules read of an item: what reaches further reads fewer events, so that no choice costs more than another. */
const mostRules = 1_800

/**
 * Sequential rules (Ludewig & Jannach, UMUAI 28, 2018): scores the items that followed each of the last items, counted
 * from the newest `m` events of an item. A rule counts less the more steps lie between, and the more the item was used
 * since. Items that came before count `backward` times as much, 0 where order is all. The rules of an item are divided
 * by a power of their sum, so that popular items do not outvote rare ones.
 */
export class Transitions implements Predictor {
  readonly name = 'transitions'
  readonly tuning = {
    values: { m: 300, halfAge: 300, steps: 3, stepFade: 1, backward: 0, sessionFade: 0.4, norm: 0.5 },
    choices: {
      sessionFade: [0.2, 0.4, 0.6, 0.8],
      stepFade: [0.5, 1, 2],
      steps: [1, 3, 6],
      backward: [0, 0.3],
      halfAge: [30, 100, 300, 1000, 10_000],
      norm: [0.25, 0.5, 0.75, 1],
    },
  }
  readonly #log: EventLog
  /** Scratch: the rules of one item, as they were found. */
  #followers = new Int32Array(64)
  #amounts = new Float64Array(64)
  #found = 0
  /** The weight of a rule by its number of steps. */
  #fade = new Float64Array(0)

  constructor(log: EventLog) {
    this.#log = log
    this.rebuild()
  }

  rebuild(): void {
    const { steps, stepFade } = this.tuning.values
    this.#fade = Float64Array.from({ length: steps + 1 }, (_, step) => step ** -stepFade)
  }

  score({ items, session }: Context, scores: ScoreAccumulator): void {
    const { sessionFade, norm } = this.tuning.values
    const m = this.#mostEvents
    let weight = 1
    for (let n = items.length - 1; n >= 0 && weight >= leastWeight; n--, weight *= sessionFade) {
      const mass = this.#collect(items[n]!, session, Math.ceil(m * weight))
      const factor = weight / mass ** norm
      for (let r = 0; r < this.#found; r++) {
        scores.add(this.#followers[r]!, factor * this.#amounts[r]!)
      }
    }
  }

  /** How many of the newest events of the last item are read. */
  get #mostEvents(): number {
    const { m, steps, backward } = this.tuning.values
    return Math.min(m, mostRules / (backward > 0 ? 2 * steps : steps))
  }

  get heldBytes(): number {
    return this.#followers.byteLength + this.#amounts.byteLength
  }

  /** Lists the rules of an item, without those of the running session. Returns their sum. */
  #collect(item: number, running: number, m: number): number {
    const { items, sessions } = this.#log
    const { halfAge, backward } = this.tuning.values
    const fade = this.#fade
    this.#found = 0
    this.#followers = growArray(this.#followers, 2 * m * fade.length)
    this.#amounts = growArray(this.#amounts, 2 * m * fade.length)
    const [followers, amounts] = [this.#followers, this.#amounts]
    let [found, mass] = [0, 0]
    let event = items.last(item)
    for (let age = 0; event >= 0 && age < m; age++, event = items.previous(event)) {
      if (sessions.keyOf(event) === running) continue
      const strength = 1 / (1 + age / halfAge)
      let after = sessions.next(event)
      for (let step = 1; after >= 0 && step < fade.length; step++, after = sessions.next(after)) {
        const amount = strength * fade[step]!
        followers[found] = items.keyOf(after)
        amounts[found++] = amount
        mass += amount
      }
      if (backward === 0) continue
      let before = sessions.previous(event)
      for (let step = 1; before >= 0 && step < fade.length; step++, before = sessions.previous(before)) {
        const amount = backward * strength * fade[step]!
        followers[found] = items.keyOf(before)
        amounts[found++] = amount
        mass += amount
      }
    }
    this.#found = found
    return mass
  }
}
