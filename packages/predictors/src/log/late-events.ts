import type { EventLog, UsageEvent } from './event-log.ts'

/** A late event with at most so many newer ones in the log takes its place in a few milliseconds. */
const near = 20_000
/** Putting events far back takes at most this share of the time. */
const share = 0.1
/** At most so many wait, or a share of the log if that is more. */
const [most, mostShare] = [1_024, 1 / 8]
/** But never more than this share of what the log may hold. */
const mostOfCapacity = 0.1

/**
 * Late events that wait for their places in the log. Putting them there costs the more, the more events are newer. So
 * those that come far back, such as an import of the newest first, wait for one another; all others never wait.
 */
export class LateEvents {
  readonly #log: EventLog
  readonly #clock: () => number
  #waiting: UsageEvent[] = []
  #earliestMs = Number.POSITIVE_INFINITY
  #notBeforeMs = Number.NEGATIVE_INFINITY

  /** @param clock milliseconds of a clock that never goes back */
  constructor(log: EventLog, clock: () => number) {
    this.#log = log
    this.#clock = clock
  }

  get size(): number {
    return this.#waiting.length
  }

  add(event: UsageEvent): void {
    this.#waiting.push(event)
    this.#earliestMs = Math.min(this.#earliestMs, event.atMs)
  }

  /** Events before this time come to the log no more. */
  forgetBefore(atMs: number): void {
    if (this.#earliestMs >= atMs) return
    this.#waiting = this.#waiting.filter((event) => event.atMs >= atMs)
    this.#earliestMs = atMs
  }

  /** Whether no more events may wait. */
  get isFull(): boolean {
    const { size, capacity } = this.#log
    return this.size > 0 && this.size >= Math.min(Math.max(most, size * mostShare), capacity * mostOfCapacity)
  }

  /** Whether the events should take their places before the next answer. */
  get isDue(): boolean {
    if (this.size === 0) return false
    return this.#log.isAmongNewest(this.#earliestMs, near) || this.#clock() >= this.#notBeforeMs
  }

  /** Puts all events at their places. Returns their numbers. The log must have room. */
  settle(): number[] {
    const startMs = this.#clock()
    const numbers = this.#log.insert(this.#waiting)
    this.#waiting = []
    this.#earliestMs = Number.POSITIVE_INFINITY
    const endMs = this.#clock()
    this.#notBeforeMs = endMs + (endMs - startMs) / share
    return numbers
  }
}
