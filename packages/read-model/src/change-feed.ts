import type { Topic } from '@inkling/contracts'
import {
  anyTenant,
  type ChangedTenant,
  changesKeptMs,
  type Database,
  pruneChanges,
  readChangedTenants,
} from '@inkling/database'
import { type Logger, readModelMetrics } from '@inkling/telemetry'

/** What changed since the last poll. */
export interface Changes {
  /** Every transaction below it has ended, and its changes were told by now. */
  readonly horizon: bigint
  /** The tenants with changes of a topic; undefined if any tenant may have some. */
  of(topic: Topic): Iterable<string> | undefined
}

export interface ChangeFeedOptions {
  readonly database: Pick<Database, 'platform'>
  /** Changes are read this often. At least 10. */
  readonly pollMs: number
  readonly logger: Logger
  readonly metrics?: ReturnType<typeof readModelMetrics>
  /** Milliseconds of a clock that never goes back. */
  readonly clock?: () => number
}

const minPollMs = 10
const pruneEveryMs = 60_000

/**
 * Tells a process which tenants have changed: one query of Postgres per poll, however many tenants there are. Every
 * change is told, however late its transaction commits. After a failed poll, and after a pause in which changes may
 * have been forgotten, any tenant may have changed.
 */
export class ChangeFeed {
  readonly #options: ChangeFeedOptions
  readonly #metrics: ReturnType<typeof readModelMetrics>
  readonly #clock: () => number
  readonly #listeners = new Set<(changes: Changes) => void>()
  readonly #timer: NodeJS.Timeout
  /** Where to read on; undefined if changes may have been missed. */
  #horizon: bigint | undefined
  #polledMs = Number.NEGATIVE_INFINITY
  #prunedMs = Number.NEGATIVE_INFINITY
  #polling: Promise<void> | undefined

  constructor(options: ChangeFeedOptions) {
    const { pollMs, metrics = readModelMetrics(), clock = () => performance.now() } = options
    if (!(pollMs >= minPollMs)) throw new RangeError(`pollMs must be at least ${minPollMs}, got ${pollMs}`)
    this.#options = options
    this.#metrics = metrics
    this.#clock = clock
    this.#timer = setInterval(() => this.#poll(), pollMs)
  }

  /** Calls `listener` after every successful poll, also when nothing changed. Returns a function that ends it. */
  listen(listener: (changes: Changes) => void): () => void {
    this.#listeners.add(listener)
    return () => void this.#listeners.delete(listener)
  }

  /** Ends when the poll under way has ended. */
  async close(): Promise<void> {
    clearInterval(this.#timer)
    await this.#polling
  }

  #poll(): void {
    this.#polling ??= this.#read().finally(() => {
      this.#polling = undefined
    })
  }

  async #read(): Promise<void> {
    try {
      const changes = await this.#changes()
      for (const listener of this.#listeners) listener(changes)
      await this.#prune()
    } catch (error) {
      this.#horizon = undefined
      this.#metrics.tailFailures.inc()
      this.#options.logger.warn({ err: error }, 'cannot read changes; models answer without them')
    }
  }

  async #changes(): Promise<Changes> {
    const nowMs = this.#clock()
    const since = nowMs - this.#polledMs < changesKeptMs / 2 ? this.#horizon : undefined
    // Without a place to go on from, reading from the end tells where that is.
    const { horizon, changed } = await readChangedTenants(this.#options.database, since ?? lastTransaction)
    this.#horizon = horizon
    this.#polledMs = nowMs
    if (since === undefined) return { horizon, of: () => undefined }
    const byTopic = Map.groupBy(changed, ({ topic }) => topic)
    return { horizon, of: (topic) => tenantsOf(byTopic.get(topic) ?? []) }
  }

  async #prune(): Promise<void> {
    if (this.#clock() - this.#prunedMs < pruneEveryMs) return
    this.#prunedMs = this.#clock()
    await pruneChanges(this.#options.database)
  }
}

/** Undefined if any tenant may have changed. */
function tenantsOf(changed: readonly ChangedTenant[]): string[] | undefined {
  const tenants = changed.map(({ tenantId }) => tenantId)
  return tenants.includes(anyTenant) ? undefined : tenants
}

/** No transaction comes after it: an xid8 has 64 bits. */
const lastTransaction = 2n ** 64n - 1n
