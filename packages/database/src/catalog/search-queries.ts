import type { QueryCounts } from '@inkling/contracts'
import type { TenantDatabase } from '../client/tenant-database.ts'

export interface QueryCount {
  /** In the form that equal queries share. */
  readonly query: string
  readonly searches: number
  /** How many of them found nothing. */
  readonly empty: number
}

export interface QueryListOptions {
  readonly onlyEmpty: boolean
  readonly limit: number
}

export const queriesKeptDays = 30
const halfLifeDays = 7

/** Adds to the counts of this day (UTC). */
export function addQueryCounts(database: TenantDatabase, counts: readonly QueryCount[]): Promise<void> {
  const { tenantId } = database
  // In one order, so that two processes never wait for each other's rows in a circle.
  const rows = counts.toSorted((a, b) => (a.query < b.query ? -1 : 1)).map((count) => ({ ...count }))
  return database.transaction('store queries', async (sql) => {
    await sql`
      insert into catalog.search_queries as q (tenant_id, query, day, searches, empty)
      select ${tenantId}, query, (now() at time zone 'utc')::date, searches, empty
      from jsonb_to_recordset(${sql.json(rows)}) as r (query text, searches bigint, empty bigint)
      on conflict (tenant_id, query, day)
      do update set searches = q.searches + excluded.searches, empty = q.empty + excluded.empty`
  })
}

/** Lists the queries of the last 30 days, the most frequent first; a search counts half after a week. */
export async function listQueries(
  database: TenantDatabase,
  { onlyEmpty, limit }: QueryListOptions,
): Promise<QueryCounts['data']> {
  return database.transaction(
    'list queries',
    (sql) => sql<QueryCounts['data']>`
      select query, sum(searches)::float8 as count, sum(empty)::float8 as empty, max(day)::text as "lastDay"
      from catalog.search_queries
      where tenant_id = ${database.tenantId} and day > (now() at time zone 'utc')::date - ${queriesKeptDays}::int
        ${onlyEmpty ? sql`and empty > 0` : sql``}
      group by query
      order by sum(${onlyEmpty ? sql`empty` : sql`searches`}
        * exp(-ln(2) * ((now() at time zone 'utc')::date - day) / ${halfLifeDays}::float8)) desc, query
      limit ${limit}`,
  )
}
