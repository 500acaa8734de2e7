import type { Context } from './context.ts'
import type { EventLog } from './event-log.ts'
import type { Predictor } from './predictor.ts'
import { Scores } from './scores.ts'
import { Top } from './top.ts'

export class Hops implements Predictor {
  readonly name = 'hops'
  readonly tuning = {
    values: { m: 200, m2: 50, via: 15, norm: 0.5 },
    choices: { norm: [0.25, 0.5, 0.75], via: [8, 15, 30] },
  }
  readonly #log: EventLog
  readonly #rules = new Scores()

  constructor(log: EventLog) {
    this.#log = log
  }

  score({ items, session }: Context, scores: Scores): void {
    const last = items.at(-1)
    if (last === undefined) return
    const { m, m2, via, norm } = this.tuning.values
    this.#rules.clear()
    this.#walk(last, 1, m, session, this.#rules)
    for (let n = Math.max(0, items.length - 4); n < items.length - 1; n++) this.#walk(items[n] as number, 0.4 ** (items.length - 1 - n), m, session, this.#rules)
    const top = new Top(via, this.#log.items)
    for (let n = 0; n < this.#rules.size; n++) top.offer(this.#rules.item(n), this.#rules.of(this.#rules.item(n)) / this.#log.items.size(this.#rules.item(n)) ** (1 - norm))
    for (let n = 0; n < top.size; n++) this.#walk(top.key(n), top.score(n), m2, session, scores)
    for (let n = 0; n < scores.size; n++) {
      const item = scores.item(n)
      scores.scale(item, this.#log.items.size(item) ** -0.3)
    }
    scores.scale(last, 0)
  }

  #walk(item: number, weight: number, m: number, running: number, into: Scores): void {
    const { items, sessions } = this.#log
    const amount = weight / Math.sqrt(Math.min(m, items.size(item)))
    let event = items.last(item)
    for (let age = 0; event >= 0 && age < m; age++, event = items.previous(event)) {
      if (sessions.keyOf(event) === running) continue
      let after = sessions.next(event)
      for (let step = 1; after >= 0 && step <= 3; step++, after = sessions.next(after)) into.add(items.keyOf(after), amount / step)
      let before = sessions.previous(event)
      for (let step = 1; before >= 0 && step <= 2; step++, before = sessions.previous(before)) into.add(items.keyOf(before), amount / step / 2)
    }
  }
}
