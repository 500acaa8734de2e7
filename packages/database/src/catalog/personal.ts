import type { Sql } from '../client/tenant-database.ts'
import type { PersonalQuery } from '../learning/personal.ts'

/**
 * Takes the searches of a person out of the counts of queries. One that nobody else searched for that day is deleted:
 * a text that only one person typed may say who it is. @returns by table, how many counts changed
 */
export async function uncountQueries(
  sql: Sql,
  tenantId: string,
  queries: readonly PersonalQuery[],
): Promise<Record<string, number>> {
  const rows = queries.toSorted((a, b) => (a.query < b.query ? -1 : 1)).map((query) => ({ ...query }))
  const input = sql`jsonb_to_recordset(${sql.json(rows)})
    as own (query text, day date, searches float8, "isShared" boolean)`
  const { count: gone } = await sql`
    delete from catalog.search_queries q using ${input}
    where q.tenant_id = ${tenantId} and q.query = own.query and q.day = own.day and not own."isShared"`
  const { count: fewer } = await sql`
    update catalog.search_queries q set searches = greatest(1, q.searches - own.searches),
      empty = least(q.empty, greatest(1, q.searches - own.searches))
    from ${input}
    where q.tenant_id = ${tenantId} and q.query = own.query and q.day = own.day and own."isShared"`
  return { 'catalog.search_queries': gone + fewer }
}
