import { type Priority, priorities } from '@inkling/contracts/names'
import { BulkheadRejectedError, TaskCancelledError } from 'cockatiel'

export interface Passenger {
  readonly priority: Priority
  readonly tenantId: string
}

interface Waiter extends Passenger {
  readonly sinceMs: number
  readonly admit: () => void
  readonly refuse: (error: Error) => void
}

/** 0 for critical calls, and more for those that matter less. */
const rankOf = (priority: Priority) => priorities.indexOf(priority)
export interface LanesOptions {
  /** Most calls that run at once; see {@link Lanes.resize}. */
  readonly limit: number
  /** Most calls that wait. */
  readonly queued: number
  /** A queue that has not been empty for longer is standing: calls that have waited for longer are then rejected. */
  readonly standingMs: number
}

/** Other calls than critical ones may wait so many times as long: critical ones go before them anyway. */
const lessUrgent = 10
/** A queue that is at most this full rejects nobody. */
const acceptsAllUntil = 0.5

/**
 * The bulkhead of a dependency. cockatiel's has a fixed size, one queue and no classes; this one follows a limit that
 * moves, and shares what it has.
 *
 * While lanes are free, a tenant may use all of them. When they are full, the next free lane goes to the most important
 * waiting call, and among equals to the tenant with the fewest calls in flight, then to the one that waits longest.
 * From a half-full queue on, calls are rejected with a probability that grows with the queue, background first and
 * critical last. When the queue is full, a call takes the place of a less important one, or of one of a tenant that
 * has more calls waiting and in flight than its own.
 *
 * A standing queue makes every call late and none more successful. While there is one, the newest call goes first, and
 * those that have waited long are rejected (Maurer, "Fail at Scale", ACM Queue 13(8), 2015: controlled delay, adaptive
 * LIFO).
 */
export class Lanes {
  readonly #maxQueued: number
  readonly #standingMs: number
  readonly #random: () => number
  readonly #now: () => number
  readonly #waiting: Waiter[] = []
  readonly #inFlightOf = new Map<string, number>()
  #limit: number
  #inFlight = 0
  #wasFull = false
  #emptyAtMs: number

  constructor(
    { limit, queued, standingMs }: LanesOptions,
    random: () => number = Math.random,
    nowMs: () => number = () => performance.now(),
  ) {
    this.#limit = limit
    this.#maxQueued = queued
    this.#standingMs = standingMs
    this.#random = random
    this.#now = nowMs
    this.#emptyAtMs = nowMs()
  }

  get inFlight(): number {
    return this.#inFlight
  }

  get queued(): number {
    return this.#waiting.length
  }

  /** Whether a call had to wait or was rejected since the last time that this was asked. */
  takeWasFull(): boolean {
    const wasFull = this.#wasFull
    this.#wasFull = false
    return wasFull
  }

  resize(limit: number): void {
    this.#limit = limit
    this.#admit()
  }

  /**
   * Takes a lane: undefined if one is free, otherwise a promise that resolves when the call may run. Each lane that is
   * taken must be left.
   * @throws BulkheadRejectedError at once or later, if there is no place in the queue or it is standing;
   * TaskCancelledError after `remainingMs` in it
   */
  enter(passenger: Passenger, remainingMs: number): Promise<void> | undefined {
    if (this.#inFlight < this.#limit && this.#waiting.length === 0) {
      this.#take(passenger.tenantId)
      return undefined
    }
    this.#wasFull = true
    this.#rejectLate()
    if (this.#isUnlucky(passenger) || !this.#makeRoomFor(passenger)) throw this.#rejection()
    return this.#wait(passenger, remainingMs)
  }

  leave(tenantId: string): void {
    const left = (this.#inFlightOf.get(tenantId) ?? 1) - 1
    if (left === 0) this.#inFlightOf.delete(tenantId)
    else this.#inFlightOf.set(tenantId, left)
    this.#inFlight--
    if (this.#waiting.length > 0) this.#admit()
  }

  #take(tenantId: string): void {
    this.#inFlight++
    this.#inFlightOf.set(tenantId, (this.#inFlightOf.get(tenantId) ?? 0) + 1)
  }

  #wait(passenger: Passenger, remainingMs: number): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    const sinceMs = this.#now()
    if (this.#waiting.length === 0) this.#emptyAtMs = sinceMs
    const tooLate = setTimeout(() => {
      this.#remove(waiter)
      reject(new TaskCancelledError())
    }, remainingMs)
    const waiter: Waiter = {
      ...passenger,
      sinceMs,
      admit() {
        clearTimeout(tooLate)
        resolve()
      },
      refuse(error) {
        clearTimeout(tooLate)
        reject(error)
      },
    }
    this.#waiting.push(waiter)
    return promise
  }

  #admit(): void {
    this.#rejectLate()
    while (this.#inFlight < this.#limit && this.#waiting.length > 0) {
      const isStanding = this.#isStanding
      const next = this.#waiting.reduce((best, waiter) =>
        (isStanding ? !this.#isBefore(best, waiter) : this.#isBefore(waiter, best)) ? waiter : best,
      )
      this.#remove(next)
      this.#take(next.tenantId)
      next.admit()
    }
  }

  get #isStanding(): boolean {
    return this.#waiting.length > 0 && this.#now() - this.#emptyAtMs > this.#standingMs
  }

  #rejectLate(): void {
    if (!this.#isStanding) return
    const nowMs = this.#now()
    for (const waiter of this.#waiting.filter((one) => nowMs - one.sinceMs > this.#patienceOf(one))) {
      this.#remove(waiter)
      waiter.refuse(this.#rejection())
    }
  }

  #patienceOf({ priority }: Passenger): number {
    return this.#standingMs * (priority === 'critical' ? 1 : lessUrgent)
  }

  #isBefore(one: Passenger, other: Passenger): boolean {
    const byRank = rankOf(one.priority) - rankOf(other.priority)
    return byRank !== 0 ? byRank < 0 : this.#running(one.tenantId) < this.#running(other.tenantId)
  }

  /** The rejection of failsafe-go's queueing limiter: each class has its third of the growing rejection rate. */
  #isUnlucky({ priority }: Passenger): boolean {
    const fill = this.#waiting.length / this.#maxQueued
    if (fill <= acceptsAllUntil || fill >= 1) return false
    const rate = (fill - acceptsAllUntil) / (1 - acceptsAllUntil)
    return (priorities.length - 1 - rankOf(priority) + this.#random()) / priorities.length < rate
  }

  /** Whether there is a place in the queue, if need be that of the call that is worth least. */
  #makeRoomFor(passenger: Passenger): boolean {
    if (this.#waiting.length < this.#maxQueued) return true
    const weigh = this.#weights(passenger)
    const worst = this.#waiting.reduce<Passenger>(
      (found, waiter) => (weigh(waiter) >= weigh(found) ? waiter : found),
      passenger,
    ) as Waiter
    if (weigh(worst) <= weigh(passenger)) return false
    this.#remove(worst)
    worst.refuse(this.#rejection())
    return true
  }

  /** How much a call deserves to be rejected: by its class, then by the calls of its tenant, the new one included. */
  #weights(newcomer: Passenger): (passenger: Passenger) => number {
    const held = new Map<string, number>([[newcomer.tenantId, 1]])
    for (const { tenantId } of this.#waiting) held.set(tenantId, (held.get(tenantId) ?? 0) + 1)
    return ({ priority, tenantId }) =>
      rankOf(priority) * 1_000_000 + (held.get(tenantId) ?? 0) + this.#running(tenantId)
  }

  #running(tenantId: string): number {
    return this.#inFlightOf.get(tenantId) ?? 0
  }

  #remove(waiter: Waiter): void {
    this.#waiting.splice(this.#waiting.indexOf(waiter), 1)
  }

  #rejection(): BulkheadRejectedError {
    return new BulkheadRejectedError(this.#limit, this.#maxQueued)
  }
}
