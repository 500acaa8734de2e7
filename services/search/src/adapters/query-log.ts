import { hash } from 'node:crypto'
import { addQueryCounts, BufferedWriter, type Database } from '@inkling/database'
import type { Logger } from '@inkling/telemetry'
import { LRUCache } from 'lru-cache'

interface Count {
  searches: number
  empty: number
}

const flushEveryMs = 5_000
/** Further distinct queries of one tenant are not counted until the next flush. */
const maxQueries = 1_000
/** How long, and of how many, it is remembered who searched for what. */
const remembered = { ttl: 3_600_000, max: 100_000 }

/**
 * Counts queries in memory, and adds the counts to those of the day every 5 s. If Postgres is unavailable, the counts
 * of those seconds are lost. A user or session counts once an hour for each query, so that nobody makes a query
 * frequent.
 */
export class QueryLog {
  readonly #writer: BufferedWriter<Map<string, Count>>
  readonly #counted = new LRUCache<string, true>(remembered)

  constructor(database: Pick<Database, 'background'>, logger: Logger) {
    this.#writer = new BufferedWriter<Map<string, Count>>({
      flushEveryMs,
      createBuffer: () => new Map(),
      store: (tenantId, counts) =>
        addQueryCounts(
          database.background(tenantId),
          [...counts].map(([query, count]) => ({ query, ...count })),
        ),
      onLoss: (error, tenantId) =>
        logger.warn({ err: error, tenantId }, 'postgres unavailable: queries of the last seconds are not counted'),
    })
  }

  /** `query` is in the form that equal queries share. @param source who searched, if that is known */
  record(tenantId: string, query: string, isEmpty: boolean, source?: string): void {
    if (query === '' || this.#isRepeated(tenantId, query, source)) return
    const counts = this.#writer.bufferOf(tenantId)
    const count = counts.get(query) ?? { searches: 0, empty: 0 }
    if (count.searches === 0 && counts.size >= maxQueries) return
    counts.set(query, count)
    count.searches += 1
    count.empty += isEmpty ? 1 : 0
  }

  #isRepeated(tenantId: string, query: string, source: string | undefined): boolean {
    if (source === undefined) return false
    const key = hash('sha1', JSON.stringify([tenantId, source, query]))
    const isKnown = this.#counted.has(key)
    if (!isKnown) this.#counted.set(key, true)
    return isKnown
  }

  /** Stores the counts so far. */
  flush(): Promise<void> {
    return this.#writer.flush()
  }

  close(): Promise<void> {
    return this.#writer.close()
  }
}
