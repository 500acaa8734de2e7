import { addQueryCounts, BufferedWriter, type Database } from '@inkling/database'
import type { Logger } from '@inkling/telemetry'

interface Count {
  searches: number
  empty: number
}

const flushEveryMs = 5_000
/** Further distinct queries of one tenant are not counted until the next flush. */
const maxQueries = 1_000

/**
 * Counts queries in memory, and adds the counts to those of the day every 5 s. If Postgres is unavailable, the counts
 * of those seconds are lost.
 */
export class QueryLog {
  readonly #writer: BufferedWriter<Map<string, Count>>

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

  /** `query` is in the form that equal queries share. */
  record(tenantId: string, query: string, isEmpty: boolean): void {
    if (query === '') return
    const counts = this.#writer.bufferOf(tenantId)
    const count = counts.get(query) ?? { searches: 0, empty: 0 }
    if (count.searches === 0 && counts.size >= maxQueries) return
    counts.set(query, count)
    count.searches += 1
    count.empty += isEmpty ? 1 : 0
  }

  /** Stores the counts so far. */
  flush(): Promise<void> {
    return this.#writer.flush()
  }

  close(): Promise<void> {
    return this.#writer.close()
  }
}
