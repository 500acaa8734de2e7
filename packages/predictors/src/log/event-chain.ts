import { growArray } from './grow-array.ts'
import { Interner, type InternerState } from './interner.ts'

export interface EventChainState {
  names: InternerState
  keys: Int32Array
}

/**
 * An index of the log: for each key (an item, a session or a user) its events, newest first.
 *
 * Each key has a linked list through its events. Appending is O(1), and looking for neighbours is a walk along the
 * list. Keys are dense numbers given by `names`. -1 means "no key" and "no event" everywhere. A two-way chain also
 * leads forward, which costs 4 more bytes per event. A chain without any key holds no column.
 */
export class EventChain {
  #names = new Interner()
  /** Per event. */
  #keys = new Int32Array(0)
  #previous = new Int32Array(0)
  #next = new Int32Array(0)
  /** Per key. */
  #last = new Int32Array(16)
  #sizes = new Int32Array(16)
  #live = 0
  readonly #isTwoWay: boolean

  constructor({ isTwoWay = false } = {}) {
    this.#isTwoWay = isTwoWay
  }

  get names(): Interner {
    return this.#names
  }

  /** Keys with at least one event. */
  get live(): number {
    return this.#live
  }

  get heldBytes(): number {
    const columns = [this.#keys, this.#previous, this.#next, this.#last, this.#sizes]
    return columns.reduce((sum, column) => sum + column.byteLength, this.#names.heldBytes)
  }

  /** The key of an event. */
  keyOf(event: number): number {
    return event < this.#keys.length ? this.#keys[event]! : -1
  }

  /** The event of the same key before this one. */
  previous(event: number): number {
    return event < this.#previous.length ? this.#previous[event]! : -1
  }

  /** The event of the same key after this one, if the chain is two-way. */
  next(event: number): number {
    return this.#next[event]!
  }

  /** The newest event of a key. */
  last(key: number): number {
    return this.size(key) > 0 ? this.#last[key]! : -1
  }

  /** How many events a key has. */
  size(key: number): number {
    return key >= 0 && key < this.#sizes.length ? this.#sizes[key]! : 0
  }

  /** Events of a key, oldest first: at most the newest `limit`. */
  eventsOf(key: number, limit = Number.POSITIVE_INFINITY): number[] {
    const events: number[] = []
    for (let e = this.last(key); e >= 0 && events.length < limit; e = this.previous(e)) events.push(e)
    return events.reverse()
  }

  /** Adds an event newer than all others. */
  append(event: number, key: number): void {
    if (key < 0 && this.#keys.length === 0) return
    this.#makeRoom(event)
    this.#keys[event] = key
    this.#previous[event] = -1
    if (key < 0) return
    this.#count(key, 1)
    this.#link(this.#last[key]!, event)
    this.#last[key] = event
    this.#link(event, -1)
  }

  /** Takes out the newest event of its key, which keeps its name: the event comes back. */
  pop(event: number): void {
    const key = this.keyOf(event)
    if (key < 0) return
    const older = this.previous(event)
    this.#link(older, -1)
    this.#last[key] = older
    this.#keys[event] = -1
    this.#previous[event] = -1
    const size = this.#sizes[key]! - 1
    this.#sizes[key] = size
    if (size === 0) this.#live--
  }

  /** Removes an event. Costs a walk from the newest event of its key. A key without events loses its name. */
  unlink(event: number): void {
    const key = this.keyOf(event)
    if (key < 0) return
    const older = this.previous(event)
    const newer = this.#newerThan(event, key)
    this.#link(older, newer)
    if (newer < 0) this.#last[key] = older
    this.#keys[event] = -1
    this.#previous[event] = -1
    this.#count(key, -1)
  }

  /** Inserts an event without a key at its place among the events of a key. */
  insert(event: number, key: number): void {
    this.#count(key, 1)
    const newer = this.#newerThan(event, key)
    const older = newer < 0 ? this.#last[key]! : this.previous(newer)
    this.#keys[event] = key
    this.#link(older, event)
    this.#link(event, newer)
    if (newer < 0) this.#last[key] = event
  }

  /**
   * Keeps only these events (rising numbers) and renumbers them from 0. Renumbers the keys too, by first appearance.
   */
  compact(kept: Int32Array): void {
    const [names, keys] = [this.#names, this.#keys]
    const renumbered = new Int32Array(names.size).fill(-1)
    this.#reset(new Interner(), keys.length > 0 ? kept.length : 0)
    for (let n = 0; n < kept.length; n++) {
      const key = keys[kept[n]!] ?? -1
      if (key >= 0 && renumbered[key] === -1) renumbered[key] = this.#names.copy(names, key)
      this.append(n, key < 0 ? -1 : renumbered[key]!)
    }
  }

  stateOf(length: number): EventChainState {
    const keys = this.#keys.length > 0 ? this.#keys.subarray(0, length) : new Int32Array(length).fill(-1)
    return { names: this.#names.state, keys }
  }

  restore({ names, keys }: EventChainState): void {
    this.#reset(Interner.restore(names), 0)
    for (let event = 0; event < keys.length; event++) this.append(event, keys[event]!)
  }

  /** @param events how many events can be appended before the columns grow */
  #reset(names: Interner, events: number): void {
    this.#names = names
    this.#keys = new Int32Array(events).fill(-1)
    this.#previous = new Int32Array(events).fill(-1)
    this.#next = new Int32Array(this.#isTwoWay ? events : 0)
    this.#last = new Int32Array(16)
    this.#sizes = new Int32Array(16)
    this.#live = 0
  }

  /** Makes two events neighbours; either may be -1. */
  #link(older: number, newer: number): void {
    if (newer >= 0) this.#previous[newer] = older
    if (older >= 0 && this.#isTwoWay) this.#next[older] = newer
  }

  /** Grows the columns. The events before the first one with a key have no key. */
  #makeRoom(event: number): void {
    const held = this.#keys.length
    if (event < held) return
    this.#keys = growArray(this.#keys, event + 1)
    this.#previous = growArray(this.#previous, event + 1)
    if (this.#isTwoWay) this.#next = growArray(this.#next, event + 1)
    if (held === 0) {
      this.#keys.fill(-1, 0, event)
      this.#previous.fill(-1, 0, event)
    }
  }

  /** The event of the key that directly follows the given one, or -1. */
  #newerThan(event: number, key: number): number {
    let newer = -1
    for (let e = this.last(key); e > event; e = this.previous(e)) newer = e
    return newer
  }

  #count(key: number, change: 1 | -1): void {
    if (key >= this.#last.length) {
      this.#last = growArray(this.#last, key + 1)
      this.#sizes = growArray(this.#sizes, key + 1)
    }
    const before = this.#sizes[key]!
    this.#sizes[key] = before + change
    if (before === 0) {
      this.#last[key] = -1
      this.#live++
    } else if (before + change === 0) {
      this.#names.forget(key)
      this.#live--
    }
  }
}
