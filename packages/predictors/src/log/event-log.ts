import { EventChain, type EventChainState } from './event-chain.ts'
import { growArray } from './grow-array.ts'

/** One use of an item. Without a session id and a user id it forms its own session. Empty ids count as absent. */
export interface UsageEvent {
  itemId: string
  sessionId?: string
  userId?: string
  /** Milliseconds since 1970. */
  atMs: number
  /** Whether our own suggestion caused the event. It counts as usage, but says nothing about behaviour without us. */
  isInduced?: boolean
}

export interface EventLogOptions {
  /** Most events held. When they are exceeded, the oldest tenth is dropped at once. */
  capacity?: number
  /** Events of a user without a session id share one session while the pauses between them are at most this long. */
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

/** An event by the numbers of its keys. */
interface Place {
  readonly item: number
  readonly session: number
  readonly user: number
  readonly atMs: number
  readonly flags: number
}

const flag = { implicit: 1, induced: 2 } as const

const flagsOf = ({ sessionId, isInduced }: UsageEvent) =>
  (sessionId ? 0 : flag.implicit) | (isInduced ? flag.induced : 0)

/**
 * The events of a tenant, in order of time. All components read this one structure.
 *
 * An event is a number. Three chains lead from it to the previous events of the same item, session and user, and one
 * leads to the next event of the same session. An event costs 37 bytes, without slack and names (29 without users), and
 * is appended in O(1). The log holds nothing learned. Removing an event therefore leaves exactly the log that never had
 * it, except for the numbers of events and keys. No prediction may depend on these numbers, only on the order of
 * events.
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
    if (!(capacity >= 10 && capacity < 2 ** 30))
      throw new RangeError(`capacity must be at least 10 and below 2^30, got ${capacity}`)
    if (!(sessionGapMs >= 0)) throw new RangeError(`sessionGapMs must be 0 or more, got ${sessionGapMs}`)
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

  /** Whether the event had no session id, so that its session was found by time. */
  isImplicit(event: number): boolean {
    return this.#has(event, flag.implicit)
  }

  /** Whether our own suggestion caused the event. Nothing may be learned from such an event coming next. */
  isInduced(event: number): boolean {
    return this.#has(event, flag.induced)
  }

  /** The newest live event, or -1. */
  get newest(): number {
    let event = this.#length - 1
    while (event >= 0 && !this.isLive(event)) event--
    return event
  }

  /** The time of the newest event, in ms since 1970; -Infinity if there is none. */
  get newestMs(): number {
    const { newest } = this
    return newest < 0 ? Number.NEGATIVE_INFINITY : this.atMs(newest)
  }

  /** Appends an event that is not older than the others, and returns its number. The log must not be full. */
  append(usage: UsageEvent): number {
    const { itemId, sessionId, userId, atMs } = usage
    const user = userId ? this.users.names.intern(userId) : -1
    const session = sessionId ? this.sessions.names.intern(sessionId) : this.runningSession(user, atMs)
    const item = this.items.names.intern(itemId)
    return this.#push({
      item,
      session: session < 0 ? this.sessions.names.anonymous() : session,
      user,
      atMs,
      flags: flagsOf(usage),
    })
  }

  /**
   * Puts late events at the places of their times. Of events of one time, those that were there before come first. The
   * events after the earliest place get other numbers. Returns the numbers of the late events. There must be room.
   */
  insert(late: readonly UsageEvent[]): number[] {
    const rising = late.toSorted((a, b) => a.atMs - b.atMs)
    const newer = this.#takeAfter(rising[0]?.atMs ?? Number.POSITIVE_INFINITY)
    const inserted: number[] = []
    let n = 0
    for (const usage of rising) {
      for (; n < newer.length && newer[n]!.atMs <= usage.atMs; n++) this.#putBack(newer[n]!)
      inserted.push(this.append(usage))
    }
    for (; n < newer.length; n++) this.#putBack(newer[n]!)
    return inserted
  }

  /** Whether at most about so many events are newer than a time. */
  isAmongNewest(atMs: number, events: number): boolean {
    return this.#length <= events || this.atMs(this.#length - 1 - events) <= atMs
  }

  /** The session that an event without a session id continues, for this user at this time; or -1. */
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

  /**
   * Removes a live event. The later events of its user find their sessions again, as if it had never existed. Returns
   * those that are in another session now.
   */
  remove(event: number): number[] {
    const user = this.users.keyOf(event)
    const later = this.#laterOfUser(event, user)
    this.items.unlink(event)
    this.sessions.unlink(event)
    this.users.unlink(event)
    this.#atMs[event] = 0
    this.#flags[event] = 0
    this.#size--
    return later.filter((e) => this.#findSessionAgain(e))
  }

  /** Drops all but the newest `keep` live events, of those that `isWanted`. Every number changes. */
  compact(keep: number, isWanted: (event: number) => boolean = () => true): void {
    const found = new Int32Array(Math.min(keep, this.#size))
    let n = found.length
    for (let e = this.#length - 1; n > 0 && e >= 0; e--) if (this.isLive(e) && isWanted(e)) found[--n] = e
    const kept = found.subarray(n)
    for (const chain of [this.items, this.sessions, this.users]) chain.compact(kept)
    for (let event = 0; event < kept.length; event++) {
      this.#atMs[event] = this.#atMs[kept[event]!]!
      this.#flags[event] = this.#flags[kept[event]!]!
    }
    this.#length = kept.length
    this.#size = kept.length
    this.#atMs = this.#atMs.slice(0, Math.max(16, kept.length))
    this.#flags = this.#flags.slice(0, Math.max(16, kept.length))
  }

  /** Whether the item and the session have no other event, so that nothing follows from this one. */
  isLone(event: number): boolean {
    return this.items.size(this.items.keyOf(event)) === 1 && this.sessions.size(this.sessions.keyOf(event)) === 1
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

  #push({ item, session, user, atMs, flags }: Place): number {
    const event = this.#length++
    this.#atMs = growArray(this.#atMs, this.#length)
    this.#flags = growArray(this.#flags, this.#length)
    this.#atMs[event] = atMs
    this.#flags[event] = flags
    this.items.append(event, item)
    this.sessions.append(event, session)
    this.users.append(event, user)
    this.#size++
    return event
  }

  /** Takes out the events after a time; they are returned oldest first. Their keys keep their names. */
  #takeAfter(atMs: number): Place[] {
    const taken: Place[] = []
    while (this.#length > 0) {
      const event = this.#length - 1
      if (this.isLive(event)) {
        if (this.atMs(event) <= atMs) break
        taken.push(this.#placeOf(event))
        for (const chain of [this.items, this.sessions, this.users]) chain.pop(event)
        this.#size--
      }
      this.#length--
    }
    return taken.reverse()
  }

  #placeOf(event: number): Place {
    const [item, session, user] = [this.items.keyOf(event), this.sessions.keyOf(event), this.users.keyOf(event)]
    return { item, session, user, atMs: this.atMs(event), flags: this.#flags[event]! }
  }

  /** An event without a session id finds its session again. If none is running it begins its own, as it did before. */
  #putBack(place: Place): void {
    const { session, user, atMs, flags } = place
    if ((flags & flag.implicit) === 0) return void this.#push(place)
    const running = this.runningSession(user, atMs)
    const { names } = this.sessions
    const isOwn = this.sessions.size(session) === 0 && names.nameOf(session) === ''
    this.#push({ ...place, session: running >= 0 ? running : isOwn ? session : names.anonymous() })
  }

  #has(event: number, bit: number): boolean {
    return (this.#flags[event]! & bit) !== 0
  }

  #continued(before: number, atMs: number): number {
    return before >= 0 && atMs - this.atMs(before) <= this.sessionGapMs ? this.sessions.keyOf(before) : -1
  }

  /** Events of the user after the given one that have no session id, oldest first. */
  #laterOfUser(event: number, user: number): number[] {
    const later: number[] = []
    for (let e = this.users.last(user); e > event; e = this.users.previous(e)) if (this.isImplicit(e)) later.push(e)
    return later.reverse()
  }

  /** Returns whether it is in another one now. */
  #findSessionAgain(event: number): boolean {
    const current = this.sessions.keyOf(event)
    const startsItsOwn = this.sessions.previous(event) < 0 && this.sessions.names.nameOf(current) === ''
    let session = this.#continued(this.users.previous(event), this.atMs(event))
    if ((session < 0 && startsItsOwn) || session === current) return false
    if (session < 0) session = this.sessions.names.anonymous()
    this.sessions.unlink(event)
    this.sessions.insert(event, session)
    return true
  }
}
