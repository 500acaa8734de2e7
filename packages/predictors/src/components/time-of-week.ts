import type { EventLog } from '../log/event-log.ts'
import type { ScoreAccumulator } from '../ranking/score-accumulator.ts'
import type { Context } from './context.ts'
import type { Predictor } from './predictor.ts'

const hourMs = 3_600_000
const [dayMs, weekMs] = [24 * hourMs, 7 * 24 * hourMs]
/** How many of the newest events of a user are read. */
const historyEvents = 300

/**
 * Scores the items that the user uses at this hour of the week, or of the day. An earlier use counts 1 at the same time
 * of the week, falling to 0 an hour away. On another day of the week it counts `daily` times that. Weeks have 168 hours
 * and days 24, so no time zone is needed. After a change of clocks, habits are an hour off until new events replace the
 * old.
 *
 * It reads only the events of the user, and scores nothing if none is near. The blend learns from outcomes how far to
 * trust it, so it loses its weight where users have no habits.
 */
export class TimeOfWeek implements Predictor {
  readonly name = 'timeOfWeek'
  readonly tuning = { values: { daily: 0.2 }, choices: { daily: [0, 0.2, 0.6] } }
  readonly #log: EventLog

  constructor(log: EventLog) {
    this.#log = log
  }

  score({ items, user, session, atMs }: Context, scores: ScoreAccumulator): void {
    const { users, sessions, items: chain } = this.#log
    const last = items.at(-1)
    let event = users.last(user)
    for (let n = 0; event >= 0 && n < historyEvents; n++, event = users.previous(event)) {
      const item = chain.keyOf(event)
      if (item === last || sessions.keyOf(event) === session) continue
      scores.add(item, this.#nearness(Math.abs(atMs - this.#log.atMs(event))))
    }
  }

  /** In [0, 1], by how far apart two uses are. */
  #nearness(apartMs: number): number {
    const inWeekMs = offBy(apartMs, weekMs)
    const isSameDay = inWeekMs <= hourMs
    const offMs = isSameDay ? inWeekMs : offBy(apartMs, dayMs)
    return (isSameDay ? 1 : this.tuning.values.daily) * Math.max(0, 1 - offMs / hourMs)
  }
}

/** How far a time span is from the nearest multiple of the period. */
function offBy(spanMs: number, periodMs: number): number {
  const over = spanMs % periodMs
  return Math.min(over, periodMs - over)
}
