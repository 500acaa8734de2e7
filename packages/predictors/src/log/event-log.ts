import { EventChain, type EventChainState } from './event-chain.ts'
import { growArray } from './grow-array.ts'

/** Someone used an item. With neither id it is a session of its own. Empty ids count as absent. */
export interface UsageEvent {
  itemId: string
  sessionId?: string
  userId?: string
  /** Milliseconds since 1970. */
  atMs: number
  /** Caused by an answer of ours: usage like any other, but no proof of what its user would have done without us. */
  isInduced?: boolean
}

export interface EventLogOptions {
  /** Events held; beyond it the oldest tenth is dropped at once. */
  capacity?: number
  /** Events of a user that name no session share one as long as the pauses between them are no longer than this. */
  sessionGapMs?: number
}

export interface EventLogState {
  items: EventChainState
  sessions: EventChainState
  users: EventChainState
  atMs: Float64Array
  /** Bits by {@link flag}. */
  flags: Uint8Array
}

const flag = { implicit: 1, induced: 2 } as const

const flagsOf = ({ sessionId, isInduced }: UsageEvent) =>
  (sessionId ? 0 : flag.implicit) | (isInduced ? flag.induced : 0)

/**
 * What a tenant's users did, in order of arrival: the one structure that all components read.
 *
 * An event is a number; three chains lead from it to the events before it of the same item, session and user, and one
 * to the event after it of the same session. It costs 37 bytes (before slack and names; 29 where there are no users)
 * and is applied in O(1). Nothing learned lives here, so that taking an event out
 * leaves exactly the log that never had it, up to the numbers of events and keys; hence no answer may depend on those
 * numbers, except on the order of events.
 */
export class EventLog {
  readonly items = new EventChain()
  readonly sessions = new EventChain({ isTwoWay: true })
  readonly users = new EventChain()
  readonly capacity: number
  readonly sessionGapMs: number
  #atMs = new Float64Array(16)
  #flags = new Uint8Array(16)
  #length = 0
  #size = 0

  constructor({ capacity = 5_000_000, sessionGapMs = 30 * 60_000 }: EventLogOptions = {}) {
    if (!(capacity >= 10 && capacity < 2 ** 30)) throw new RangeError(`capacity ${capacity} is not in [10, 2^30)`)
    if (!(sessionGapMs >= 0)) throw new RangeError(`sessionGapMs ${sessionGapMs} is negative`)
    this.capacity = Math.floor(capacity)
    this.sessionGapMs = sessionGapMs
  }

  /** Event numbers given out: live ones are below, removed ones among them. */
  get length(): number {
    return this.#length
  }

  /** Live events. */
  get size(): number {
    return this.#size
  }

  get isFull(): boolean {
    return this.#length >= this.capacity
  }

  get heldBytes(): number {
    const chains = this.items.heldBytes + this.sessions.heldBytes + this.users.heldBytes
    return chains + this.#atMs.byteLength + this.#flags.byteLength
  }

  atMs(event: number): number {
    return this.#atMs[event]!
  }

  isLive(event: number): boolean {
    return this.items.keyOf(event) >= 0
  }

  /** Whether the event named no session, so that one was found by time. */
  isImplicit(event: number): boolean {
    return this.#has(event, flag.implicit)
  }

  /** Whether an answer of ours caused the event, so that nothing may be learned from its coming next. */
  isInduced(event: number): boolean {
    return this.#has(event, flag.induced)
  }

  /** The newest live event, or -1. */
  get newest(): number {
    let event = this.#length - 1
    while (event >= 0 && !this.isLive(event)) event--
    return event
  }

  /** Appends an event and answers its number. The log must not be full. */
  append(usage: UsageEvent): number {
    const { itemId, sessionId, userId, atMs } = usage
    const event = this.#length++
    this.#atMs = growArray(this.#atMs, this.#length)
    this.#flags = growArray(this.#flags, this.#length)
    this.#atMs[event] = atMs
    this.#flags[event] = flagsOf(usage)
    const user = userId ? this.users.names.intern(userId) : -1
    const session = sessionId ? this.sessions.names.intern(sessionId) : this.runningSession(user, atMs)
    this.items.append(event, this.items.names.intern(itemId))
    this.sessions.append(event, session < 0 ? this.sessions.names.anonymous() : session)
    this.users.append(event, user)
    this.#size++
    return event
  }

  /** The session that an event of the user at this time continues if it names none, or -1. */
  runningSession(user: number, atMs: number): number {
    return this.#continued(this.users.last(user), atMs)
  }

  /** The newest event equal to this one, or -1. */
  find(usage: UsageEvent): number {
    const { itemId, sessionId, userId, atMs } = usage
    const chain = sessionId ? this.sessions : userId ? this.users : this.items
    const item = this.items.names.find(itemId)
    const user = userId ? this.users.names.find(userId) : -1
    const matches = (e: number) =>
      this.atMs(e) === atMs &&
      this.items.keyOf(e) === item &&
      this.users.keyOf(e) === user &&
      this.#flags[e] === flagsOf(usage)
    let event = item < 0 ? -1 : chain.last(chain.names.find(sessionId || userId || itemId))
    while (event >= 0 && !matches(event)) event = chain.previous(event)
    return event
  }

  /** Takes a live event out. Its user's later events find their sessions again, as if it had never been. */
  remove(event: number): void {
    const user = this.users.keyOf(event)
    const later = this.#laterOfUser(event, user)
    this.items.unlink(event)
    this.sessions.unlink(event)
    this.users.unlink(event)
    this.#atMs[event] = 0
    this.#flags[event] = 0
    this.#size--
    for (const e of later) this.#findSessionAgain(e)
  }

  /** Drops all but the newest `keep` live events. Every number changes. */
  compact(keep: number): void {
    const kept = new Int32Array(Math.min(keep, this.#size))
    let n = kept.length
    for (let e = this.#length - 1; n > 0; e--) if (this.isLive(e)) kept[--n] = e
    for (const chain of [this.items, this.sessions, this.users]) chain.compact(kept)
    for (let event = 0; event < kept.length; event++) {
      this.#atMs[event] = this.#atMs[kept[event]!]!
      this.#flags[event] = this.#flags[kept[event]!]!
    }
    this.#length = kept.length
    this.#size = kept.length
  }

  get state(): EventLogState {
    return {
      items: this.items.stateOf(this.#length),
      sessions: this.sessions.stateOf(this.#length),
      users: this.users.stateOf(this.#length),
      atMs: this.#atMs.subarray(0, this.#length),
      flags: this.#flags.subarray(0, this.#length),
    }
  }

  restore(state: EventLogState): void {
    this.items.restore(state.items)
    this.sessions.restore(state.sessions)
    this.users.restore(state.users)
    this.#atMs = Float64Array.from(state.atMs)
    this.#flags = Uint8Array.from(state.flags)
    this.#length = state.atMs.length
    this.#size = state.items.keys.reduce((live, item) => live + (item >= 0 ? 1 : 0), 0)
  }

  #has(event: number, bit: number): boolean {
    return (this.#flags[event]! & bit) !== 0
  }

  #continued(before: number, atMs: number): number {
    return before >= 0 && atMs - this.atMs(before) <= this.sessionGapMs ? this.sessions.keyOf(before) : -1
  }

  /** Events of the user after the given one that name no session, oldest first. */
  #laterOfUser(event: number, user: number): number[] {
    const later: number[] = []
    for (let e = this.users.last(user); e > event; e = this.users.previous(e)) if (this.isImplicit(e)) later.push(e)
    return later.reverse()
  }

  #findSessionAgain(event: number): void {
    const current = this.sessions.keyOf(event)
    const startsItsOwn = this.sessions.previous(event) < 0 && this.sessions.names.nameOf(current) === ''
    let session = this.#continued(this.users.previous(event), this.atMs(event))
    if (session < 0 && startsItsOwn) return
    if (session === current) return
    if (session < 0) session = this.sessions.names.anonymous()
    this.sessions.unlink(event)
    this.sessions.insert(event, session)
  }
}
