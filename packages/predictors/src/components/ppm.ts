import type { EventLog } from '../log/event-log.ts'
import { ScoreAccumulator } from '../ranking/score-accumulator.ts'
import type { Context } from './context.ts'
import type { Predictor } from './predictor.ts'

/** Longest context, in items. */
const longest = 3

/**
 * Prediction by partial matching (Cleary & Witten, IEEE Trans. Commun. 32, 1984): scores the items that directly
 * followed the same last three, two and one items. A context that was seen n times gets the share n / (n + caution) of
 * the probability and leaves the rest to the next shorter one. It reads the newest `m` events of the last item, and an
 * event counts one half when the item was used `halfAge` times since.
 */
export class Ppm implements Predictor {
  readonly name = 'ppm'
  readonly tuning = {
    values: { m: 300, halfAge: 300, caution: 2 },
    choices: { caution: [0.5, 2, 6], halfAge: [30, 100, 300, 1000, 10_000] },
  }
  readonly #log: EventLog
  /** Per order: the items that followed, and the sum of their amounts. */
  readonly #followers = Array.from({ length: longest }, () => new ScoreAccumulator())
  readonly #sums = new Float64Array(longest)

  constructor(log: EventLog) {
    this.#log = log
  }

  score(context: Context, scores: ScoreAccumulator): void {
    this.#collect(context)
    let left = 1
    for (let order = longest - 1; order >= 0; order--) {
      const sum = this.#sums[order]!
      if (sum === 0) continue
      const trust = order === 0 ? 1 : sum / (sum + this.tuning.values.caution)
      const followers = this.#followers[order]!
      for (let n = 0; n < followers.size; n++) {
        const item = followers.item(n)
        scores.add(item, (left * trust * followers.of(item)) / sum)
      }
      left *= 1 - trust
    }
  }

  get heldBytes(): number {
    return this.#followers.reduce((sum, followers) => sum + followers.heldBytes, 0)
  }

  #collect(context: Context): void {
    const { items, sessions } = this.#log
    const { m, halfAge } = this.tuning.values
    for (const followers of this.#followers) followers.clear()
    this.#sums.fill(0)
    let event = items.last(context.items.at(-1) ?? -1)
    for (let age = 0; event >= 0 && age < m; age++, event = items.previous(event)) {
      const after = sessions.next(event)
      if (after < 0 || sessions.keyOf(event) === context.session) continue
      const [item, amount] = [items.keyOf(after), 1 / (1 + age / halfAge)]
      for (let order = this.#matches(event, context.items); order >= 0; order--) {
        this.#followers[order]?.add(item, amount)
        this.#sums[order] = this.#sums[order]! + amount
      }
    }
  }

  /** How many of the items before the last are those before the event too, up to the longest context. */
  #matches(event: number, path: readonly number[]): number {
    const { items, sessions } = this.#log
    let order = 0
    let before = sessions.previous(event)
    while (order + 1 < longest && before >= 0 && items.keyOf(before) === path.at(-2 - order)) {
      order++
      before = sessions.previous(before)
    }
    return order
  }
}
