import type { EventLog } from '../log/event-log.ts'
import { growArray } from '../log/grow-array.ts'

/** The items that must not be served from some time on, because they were deleted or expire. */
export interface Removals {
  /** Another number after each change. */
  readonly version: number
  /** From when on the item is removed, in ms since 1970; Infinity if it is not. */
  from(itemId: string): number
}

/** Whether an item of the log, given by its number, must not be served. */
export type IsRemoved = (item: number) => boolean

/**
 * The times of removal by number of an item, each looked up once per version: names are far too slow to read for every
 * candidate of every prediction. A tenant without removed items takes no memory.
 */
export class RemovalTimes {
  readonly #log: EventLog
  #removals: Removals | undefined
  #version = Number.NaN
  /** Numbers count only for these names. */
  #names: EventLog['items']['names'] | undefined
  /** 0 if not looked up yet. */
  #times = new Float64Array(0)

  constructor(log: EventLog) {
    this.#log = log
  }

  get heldBytes(): number {
    return this.#times.byteLength
  }

  /** The test of the items as they are at a time. */
  testAt(removals: Removals, atMs: number): IsRemoved {
    this.#follow(removals)
    return (item) => (this.#times[item] || this.#lookUp(removals, item)) <= atMs
  }

  #follow(removals: Removals): void {
    const { names } = this.#log.items
    if (this.#removals !== removals || this.#version !== removals.version || this.#names !== names) this.#times.fill(0)
    this.#removals = removals
    this.#version = removals.version
    this.#names = names
    this.#times = growArray(this.#times, names.size)
  }

  #lookUp(removals: Removals, item: number): number {
    const time = removals.from(this.#log.items.names.nameOf(item)) || Number.NEGATIVE_INFINITY
    this.#times[item] = time
    return time
  }
}
