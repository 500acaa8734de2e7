import { InklingError } from '@inkling/errors'
import type { AcceptableEvent } from '../domain/partition-events.ts'
import type { Stored } from './event-store.ts'

export interface Written {
  readonly accepted: number
  readonly duplicates: number
  readonly transactionId: bigint
}

interface Waiting {
  readonly events: readonly AcceptableEvent[]
  readonly resolve: (written: Written) => void
  readonly reject: (error: unknown) => void
}

type Insert = (tenantId: string, events: readonly AcceptableEvent[]) => Promise<Stored>

const maxBatchEvents = 5_000
const maxWaitingEvents = 50_000

/**
 * Group commit: requests of a tenant that arrive while an insert runs share the next one. A request is answered after its
 * insert has committed; when the insert fails, all that shared it fail and nothing of it is stored.
 */
export class EventWriter {
  readonly #insert: Insert
  readonly #onCommit: (tenantId: string, events: number) => void
  readonly #queues = new Map<string, Waiting[]>()
  #waitingEvents = 0

  constructor(insert: Insert, onCommit: (tenantId: string, events: number) => void) {
    this.#insert = insert
    this.#onCommit = onCommit
  }

  /** @throws InklingError overloaded when too much waits; else what the insert throws. */
  write(tenantId: string, events: readonly AcceptableEvent[]): Promise<Written> {
    if (this.#waitingEvents + events.length > maxWaitingEvents)
      throw new InklingError('overloaded', 'Too many events are waiting to be stored; send them again shortly', {
        retryAfterSeconds: 1,
      })
    this.#waitingEvents += events.length
    return new Promise((resolve, reject) => {
      const waiting = { events, resolve, reject }
      const queue = this.#queues.get(tenantId)
      if (queue) return queue.push(waiting)
      this.#queues.set(tenantId, [waiting])
      void this.#work(tenantId)
    })
  }

  async #work(tenantId: string): Promise<void> {
    for (let group = this.#take(tenantId); group.length > 0; group = this.#take(tenantId))
      await this.#writeGroup(tenantId, group)
    this.#queues.delete(tenantId)
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
      const { duplicates, transactionId } = await this.#insert(tenantId, events)
      for (const waiting of group) waiting.resolve({ ...count(waiting, seen, duplicates), transactionId })
      this.#onCommit(tenantId, events.length - duplicates.size)
    } catch (error) {
      for (const waiting of group) waiting.reject(error)
    } finally {
      for (const waiting of group) this.#waitingEvents -= waiting.events.length
    }
  }
}

/** Of several events with one id in a group, the first to come is the one that was stored. */
function count({ events }: Waiting, unclaimed: Set<string>, duplicates: ReadonlySet<string>) {
  const accepted = events.filter(({ id }) => unclaimed.delete(id) && !duplicates.has(id)).length
  return { accepted, duplicates: events.length - accepted }
}
