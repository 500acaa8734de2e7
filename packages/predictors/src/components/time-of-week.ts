import type { EventLog } from '../log/event-log.ts'
import type { ScoreAccumulator } from '../ranking/score-accumulator.ts'
import type { Context } from './context.ts'
import type { Predictor } from './predictor.ts'

const hourMs = 3_600_000
const [dayMs, weekMs] = [24 * hourMs, 7 * 24 * hourMs]
/** Newest events of a user that are looked at. */
const historyEvents = 300

/**
 * What the user does at this hour of the week, or of the day: an earlier use counts the more, the nearer its place in the week is to
 * now, down to nothing an hour away; on another day of the week it counts `daily` of that. Weeks and days are of 168 and 24 hours, so
 * that no time zone is needed; where clocks change, a routine is an hour away for as long as `historyEvents` reach back.
 *
 * It reads the user's own events only and sleeps where none is near: how far it is to be believed, by how many are, the blend learns
 * from outcomes, which is what shrinks it to the others where there is no routine.
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
