import type { Predictor } from '../src/components/predictor.ts'
import { EventLog } from '../src/log/event-log.ts'
import { ScoreAccumulator } from '../src/ranking/score-accumulator.ts'

/** A component over a small log: sessions `s0`, `s1`, … from the oldest on, whose items are the letters of a word. */
export class SessionWorld<P extends Predictor> {
  readonly log = new EventLog()
  readonly predictor: P

  constructor(create: (log: EventLog) => P, ...sessions: string[]) {
    for (const [n, items] of sessions.entries())
      for (const itemId of items) this.log.append({ itemId, sessionId: `s${n}`, atMs: n })
    this.predictor = create(this.log)
  }

  /** Sets parameters, as `tune` does. */
  tune(values: Record<string, number>): this {
    Object.assign(this.predictor.tuning?.values ?? {}, values)
    this.predictor.rebuild?.()
    return this
  }

  /** The scores by item after these items, for a user in the session given or in one that the log does not hold. */
  after(items: string, session = ''): Record<string, number> {
    const scores = new ScoreAccumulator()
    const { names } = this.log.items
    const known = [...items].map((item) => names.find(item))
    this.predictor.score({ items: known, user: -1, session: this.log.sessions.names.find(session), atMs: 0 }, scores)
    const scored = Array.from({ length: scores.size }, (_, n) => scores.item(n))
    return Object.fromEntries(scored.map((item) => [names.nameOf(item), scores.of(item)]))
  }
}
