import { type Database, readStoredEvents } from '@inkling/database'
import { Deadline, inBackground } from '@inkling/resilience'
import { LRUCache } from 'lru-cache'

/** How many events a tenant stored since a moment, as all processes but this one counted them. */
export type ReadOthers = (tenantId: string, since: Date) => Promise<number>

interface Day {
  readonly startMs: number
  own: number
  /** Of all other processes; what they counted in the last seconds is missing. */
  others: number
  readAtMs: number
  /** Ends when they were read for the first time. */
  first: Promise<void> | undefined
}

const dayMs = 86_400_000
/** How often a tenant is read that is far from its limit, and one that has used half of it. */
const readEveryMs = { far: 15_000, near: 5_000 }
const readWithinMs = 500
const mostTenants = 10_000

/**
 * How many events each tenant has stored today (UTC). This process counts its own; those of all others are read from
 * Postgres, every 15 s while the tenant sends, and every 5 s from half of its limit on. Each process stores its counts
 * every 5 s, so that all together exceed a limit by what the others store within 10 s. While Postgres is unavailable
 * the last number that was read counts.
 */
export class EventsToday {
  readonly #read: ReadOthers
  readonly #nowMs: () => number
  readonly #days = new LRUCache<string, Day>({ max: mostTenants })

  constructor(read: ReadOthers, nowMs: () => number = Date.now) {
    this.#read = read
    this.#nowMs = nowMs
  }

  /** Reads again in the background what the others counted; only the first requests of a day wait for it. */
  async of(tenantId: string, limit: number): Promise<number> {
    const day = this.#dayOf(tenantId)
    const everyMs = day.own + day.others < limit / 2 ? readEveryMs.far : readEveryMs.near
    if (this.#nowMs() - day.readAtMs >= everyMs) {
      day.readAtMs = this.#nowMs()
      const reading = inBackground(() => this.#refresh(tenantId, day))
      day.first ??= reading
    }
    await day.first
    return day.own + day.others
  }

  add(tenantId: string, events: number): void {
    this.#dayOf(tenantId).own += events
  }

  /** Counts days. */
  get number(): number {
    return Math.floor(this.#nowMs() / dayMs)
  }

  /** Seconds until the day ends. */
  get secondsLeft(): number {
    return Math.ceil((dayMs - (this.#nowMs() % dayMs)) / 1_000)
  }

  #dayOf(tenantId: string): Day {
    const startMs = this.number * dayMs
    const known = this.#days.get(tenantId)
    if (known?.startMs === startMs) return known
    const day = { startMs, own: 0, others: 0, readAtMs: Number.NEGATIVE_INFINITY, first: undefined }
    this.#days.set(tenantId, day)
    return day
  }

  async #refresh(tenantId: string, day: Day): Promise<void> {
    try {
      day.others = await this.#read(tenantId, new Date(day.startMs))
    } catch {
      // Postgres is unavailable: the requests that it makes fail tell so.
    }
  }
}

/** @param source the name under which this process stores its counts */
export const readOthers =
  (database: Pick<Database, 'of'>, source: string): ReadOthers =>
  (tenantId, since) =>
    readStoredEvents(database.of({ principal: { tenantId }, deadline: new Deadline(readWithinMs) }), since, source)
