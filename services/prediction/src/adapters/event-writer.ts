import { AsyncLocalStorage } from 'node:async_hooks'
import type { EventsInsert, NewEvent } from '@inkling/database'
import { type FieldError, InklingError } from '@inkling/errors'
import type { Deadline } from '@inkling/resilience'

export interface EventsWrite {
  readonly accepted: number
  readonly duplicates: number
  /** Events with values that the store refused, by their ids. */
  readonly refused: ReadonlyMap<string, FieldError>
  /** 0 if no event was stored. */
  readonly transactionId: bigint
}

interface Waiting {
  readonly events: readonly NewEvent[]
  readonly deadline: Deadline
  readonly resolve: (write: EventsWrite) => void
  readonly reject: (error: unknown) => void
  /** Runs work as a part of the request, also of its trace. */
  readonly inRequest: (work: () => Promise<void>) => Promise<void>
}

/** `transactionId` as of `EventsInsert`. */
type OnCommit = (tenantId: string, events: number, transactionId: bigint) => void
type Insert = (tenantId: string, events: readonly NewEvent[], deadline: Deadline) => Promise<EventsInsert>

const maxBatchEvents = 5_000
const maxWaitingEvents = 50_000

/**
 * Group commit: requests of a tenant that arrive while an insert runs share the next one. A request is answered after
 * its insert has committed. An event whose values the store refuses is left out, and only its own request is told so.
 * If the insert fails, every request that shared it fails. While the store is unhealthy, nobody waits behind an insert
 * that may hang: each request asks the store, which refuses it at once or tries whether it is well again. So do, with
 * the first request that comes meanwhile, those that wait already.
 *
 * Each request fails at its own deadline. If its insert has not begun by then, none of its events is stored. If it has,
 * the insert goes on until the last deadline of the requests that share it, and the events may be stored.
 */
export class EventWriter {
  readonly #insert: Insert
  readonly #onCommit: OnCommit
  readonly #isHealthy: () => boolean
  readonly #queues = new Map<string, Waiting[]>()
  #waitingEvents = 0

  constructor(insert: Insert, onCommit: OnCommit, isHealthy: () => boolean = () => true) {
    this.#insert = insert
    this.#isHealthy = isHealthy
    this.#onCommit = onCommit
  }

  /** @throws InklingError overloaded if too many events wait, deadline_exceeded; otherwise what the insert throws. */
  write(tenantId: string, events: readonly NewEvent[], deadline: Deadline): Promise<EventsWrite> {
    if (this.#waitingEvents + events.length > maxWaitingEvents)
      throw new InklingError('overloaded', 'Too many events are waiting to be stored; send them again shortly', {
        retryAfterSeconds: 1,
      })
    this.#waitingEvents += events.length
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => this.#expire(tenantId, waiting), deadline.remainingMs)
      const waiting: Waiting = {
        events,
        deadline,
        inRequest: AsyncLocalStorage.snapshot(),
        resolve(write) {
          clearTimeout(timer)
          resolve(write)
        },
        reject(error) {
          clearTimeout(timer)
          reject(error)
        },
      }
      const queue = this.#queues.get(tenantId)
      if (queue) queue.push(waiting)
      else {
        this.#queues.set(tenantId, [waiting])
        void this.#work(tenantId)
      }
      if (!this.#isHealthy()) this.#writeAll()
    })
  }

  async #work(tenantId: string): Promise<void> {
    for (let group = this.#take(tenantId); group.length > 0; group = this.#take(tenantId))
      // Not of the request that began the first group: it has its answer, and its trace has ended.
      await group[0]?.inRequest(() => this.#writeGroup(tenantId, group))
    this.#queues.delete(tenantId)
  }

  #writeAll(): void {
    for (const tenantId of this.#queues.keys()) {
      const group = this.#take(tenantId)
      if (group.length > 0) void this.#writeGroup(tenantId, group)
    }
  }

  #take(tenantId: string): Waiting[] {
    const queue = this.#queues.get(tenantId) ?? []
    let events = 0
    const count = queue.findIndex((waiting, place) => {
      events += waiting.events.length
      return place > 0 && events > maxBatchEvents
    })
    return queue.splice(0, count < 0 ? queue.length : count)
  }

  async #writeGroup(tenantId: string, group: readonly Waiting[]): Promise<void> {
    const seen = new Set<string>()
    const events = group
      .flatMap((waiting) => waiting.events)
      .filter((event) => !seen.has(event.id) && seen.add(event.id))
    try {
      const insert = await this.#insert(tenantId, events, lastOf(group))
      for (const waiting of group) waiting.resolve(outcomeOf(waiting, seen, insert))
      const { duplicates, refused, transactionId } = insert
      this.#onCommit(tenantId, events.length - duplicates.size - refused.size, transactionId)
    } catch (error) {
      for (const waiting of group) waiting.reject(error)
    } finally {
      for (const waiting of group) this.#waitingEvents -= waiting.events.length
    }
  }

  #expire(tenantId: string, waiting: Waiting): void {
    const queue = this.#queues.get(tenantId)
    const place = queue?.indexOf(waiting) ?? -1
    if (place >= 0) {
      queue?.splice(place, 1)
      this.#waitingEvents -= waiting.events.length
    }
    waiting.reject(new InklingError('deadline_exceeded', 'The events were not stored in time; send them again'))
  }
}

/** The deadline of the request that waits longest. */
const lastOf = (group: readonly Waiting[]): Deadline =>
  group.map(({ deadline }) => deadline).reduce((last, each) => (each.remainingMs > last.remainingMs ? each : last))

/**
 * If several events of a group have one id, the first one was stored. An event that an earlier execution of its request
 * stored counts as accepted.
 */
function outcomeOf({ events }: Waiting, unclaimed: Set<string>, insert: EventsInsert): EventsWrite {
  const { duplicates, refused, transactionId } = insert
  const storable = events.filter(({ id }) => !refused.has(id))
  const isNew = (id: string) => unclaimed.delete(id) && !duplicates.has(id)
  const accepted = storable.filter(({ id, isOfExecution }) => isNew(id) || isOfExecution).length
  return { accepted, duplicates: storable.length - accepted, refused, transactionId }
}
