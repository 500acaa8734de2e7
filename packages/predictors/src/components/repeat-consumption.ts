import type { EventLog } from '../log/event-log.ts'
import { ScoreAccumulator } from '../ranking/score-accumulator.ts'
import type { Context } from './context.ts'
import { DecayingRates } from './decaying-rates.ts'
import type { Predictor } from './predictor.ts'

/** Upper ends of the classes of recency: 0 is the last item used, 1 the one before it, and so on. */
const recencies = [0, 1, 2, 3, 5, 8, 14, Number.POSITIVE_INFINITY]
/** Upper ends of the classes of frequency. */
const frequencies = [1, 2, Number.POSITIVE_INFINITY]
const classesPerSource = recencies.length * frequencies.length
const historyEvents = 200
/** Weight of the first guess, in cases. */
const guessCases = 3
/** When a class has this many cases, its past is halved, so that habits can change. */
const memoryCases = 20_000

/**
 * Scores the items that the user has used before, in the running session or in earlier ones.
 *
 * An earlier item falls into a class: by where it was used, by how many other items were used since (its rank in a
 * move-to-front list), and by how often it was used. The probability of a return is counted per class. In this way each
 * tenant teaches whether the last item may come again, how fast interest fades, and how much frequency counts.
 */
export class RepeatConsumption implements Predictor {
  readonly name = 'repeatConsumption'
  readonly #log: EventLog
  /** Of returns, per class. */
  readonly #rates = new DecayingRates({ classes: 2 * classesPerSource, memoryCases, guessCases })
  /** Scratch: items by falling recency, with how often each was used. */
  readonly #used = new ScoreAccumulator()

  constructor(log: EventLog) {
    this.#log = log
  }

  score(context: Context, scores: ScoreAccumulator): void {
    const fromHistory = this.#collect(context)
    for (let n = 0; n < this.#used.size; n++)
      scores.add(this.#used.item(n), this.#chance(this.#classOf(n, fromHistory)))
  }

  learn(context: Context, item: number): void {
    const fromHistory = this.#collect(context)
    for (let n = 0; n < this.#used.size; n++)
      this.#rates.count(this.#classOf(n, fromHistory), this.#used.item(n) === item)
  }

  get learned(): number[] {
    return [...this.#rates.hits, ...this.#rates.cases]
  }

  set learned(counts: number[]) {
    const rates = 2 * classesPerSource
    this.#rates.restore(counts.slice(rates, 2 * rates), counts.slice(0, rates))
  }

  get heldBytes(): number {
    return this.#used.heldBytes
  }

  /** Lists the distinct items used, newest first. Returns how many of them are of the running session. */
  #collect({ items, user, session }: Context): number {
    this.#used.clear()
    for (let n = items.length - 1; n >= 0; n--) this.#used.add(items[n]!, 1)
    const fromHistory = this.#used.size
    const { users, sessions, items: chain } = this.#log
    let event = users.last(user)
    for (let n = 0; event >= 0 && n < historyEvents; n++, event = users.previous(event)) {
      if (sessions.keyOf(event) !== session) this.#used.add(chain.keyOf(event), 1)
    }
    return fromHistory
  }

  #classOf(n: number, fromHistory: number): number {
    const [source, recency] = n < fromHistory ? [0, n] : [1, n - fromHistory]
    const frequency = this.#used.of(this.#used.item(n))
    return (
      source * classesPerSource + classIn(recencies, recency) * frequencies.length + classIn(frequencies, frequency)
    )
  }

  #chance(c: number): number {
    const recency = Math.floor((c % classesPerSource) / frequencies.length)
    return this.#rates.rate(c, 0.1 / (1 + recency))
  }
}

function classIn(upperEnds: readonly number[], value: number): number {
  let c = 0
  while (value > upperEnds[c]!) c++
  return c
}
