import type { QueryCounts } from '@inkling/contracts'
import type { Database } from '@inkling/database'
import type { Logger } from '@inkling/telemetry'

const flushEveryMs = 5_000
const keptDays = 30
const halfLifeDays = 7
/** Distinct queries of one tenant that are counted between two flushes; what comes beyond is not. */
const maxQueries = 1_000

interface Asked {
  searches: number
  empty: number
}

/** Counts what is searched for, in memory, and adds the counts to those of the day every 5 s. */
export class QueryLog {
  readonly #database: Database
  readonly #logger: Logger
  readonly #timer: NodeJS.Timeout
  #tenants = new Map<string, Map<string, Asked>>()
  #flushing: Promise<void> = Promise.resolve()

  constructor(database: Database, logger: Logger) {
    this.#database = database
    this.#logger = logger
    this.#timer = setInterval(() => void this.flush(), flushEveryMs)
  }

  /** `query` is in the form that equal queries share. */
  record(tenantId: string, query: string, isEmpty: boolean): void {
    if (query === '') return
    const queries = this.#tenants.get(tenantId) ?? new Map<string, Asked>()
    this.#tenants.set(tenantId, queries)
    const asked = queries.get(query) ?? { searches: 0, empty: 0 }
    if (asked.searches === 0 && queries.size >= maxQueries) return
    queries.set(query, asked)
    asked.searches += 1
    asked.empty += isEmpty ? 1 : 0
  }

  /** Stores what is counted by now. */
  flush(): Promise<void> {
    this.#flushing = this.#flushing.then(() => this.#flush())
    return this.#flushing
  }

  async close(): Promise<void> {
    clearInterval(this.#timer)
    await this.flush()
  }

  /** Most asked first; a search counts half after a week. */
  async list(tenantId: string, onlyEmpty: boolean, limit: number): Promise<QueryCounts['data']> {
    return this.#database.tenant(
      tenantId,
      { name: 'list queries' },
      (sql) => sql<QueryCounts['data']>`
      select query, sum(searches)::float8 as count, sum(empty)::float8 as empty, max(day)::text as "lastDay"
      from catalog.search_queries
      where tenant_id = ${tenantId} and day > (now() at time zone 'utc')::date - ${keptDays}::int ${onlyEmpty ? sql`and empty > 0` : sql``}
      group by query
      order by sum(${onlyEmpty ? sql`empty` : sql`searches`} * exp(-ln(2) * ((now() at time zone 'utc')::date - day) / ${halfLifeDays}::float8)) desc, query
      limit ${limit}`,
    )
  }

  async #flush(): Promise<void> {
    const tenants = this.#tenants
    this.#tenants = new Map()
    for (const [tenantId, queries] of tenants) {
      try {
        await this.#store(tenantId, queries)
      } catch (error) {
        this.#logger.warn({ err: error, tenantId }, 'what was searched for in the last seconds is not counted')
      }
    }
  }

  #store(tenantId: string, queries: ReadonlyMap<string, Asked>): Promise<void> {
    // In one order, so that two processes never wait for each other's rows in a circle.
    const rows = [...queries].sort(([a], [b]) => (a < b ? -1 : 1)).map(([query, asked]) => ({ query, ...asked }))
    return this.#database.tenant(tenantId, { name: 'store queries' }, async (sql) => {
      await sql`
        insert into catalog.search_queries as q (tenant_id, query, day, searches, empty)
        select ${tenantId}, query, (now() at time zone 'utc')::date, searches, empty
        from jsonb_to_recordset(${sql.json(rows)}) as r (query text, searches bigint, empty bigint)
        on conflict (tenant_id, query, day) do update set searches = q.searches + excluded.searches, empty = q.empty + excluded.empty`
      await sql`delete from catalog.search_queries where tenant_id = ${tenantId} and day <= (now() at time zone 'utc')::date - ${keptDays}::int`
    })
  }
}
