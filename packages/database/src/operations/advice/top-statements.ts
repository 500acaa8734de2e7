import type { Sql } from '../../client/tenant-database.ts'
import { findStatements, normalised } from '../statistics-of-statements.ts'
import { plannable } from './plannable.ts'
import { readPartialKeys } from './read-partial-keys.ts'

/** A statement of a service that took much of the time of the last day. */
export interface TopStatement {
  readonly role: string
  readonly queryId: string
  /** All of it, with placeholders for values. */
  readonly statement: string
  /** The same as Postgres can plan it. */
  readonly plannable: string
  readonly meanMs: number
  readonly meanRows: number
  readonly callsPerHour: number
}

/** A mean of fewer calls tells little. */
const fewCalls = 20

/**
 * The statements of Inkling's roles that took the most time in the last day, those that can be planned alone. The mean
 * is that of the last hour if it has enough calls. Rates are per hour since the statement was counted first, at most a
 * day ago.
 */
export async function topStatements(sql: Sql, limit: number): Promise<TopStatement[]> {
  const view = await findStatements(sql)
  if (view === undefined) return []
  const partialKeys = await readPartialKeys(sql)
  const statements = await sql<Omit<TopStatement, 'plannable'>[]>`
    with sums as materialized (
      select role, query_id, sum(calls) as calls, sum(total_ms) as ms, sum(rows) as rows,
        sum(calls) filter (where period > now() - interval '1 hour') as late_calls,
        sum(total_ms) filter (where period > now() - interval '1 hour') as late_ms,
        greatest(extract(epoch from now() - min(period)) / 3600, 1 / 12.0) as hours
      from operations.statement_periods
      where period > now() - interval '24 hours' and starts_with(role, 'inkling_')
      group by role, query_id having sum(calls) > 0 order by sum(total_ms) desc limit ${limit}
    )
    select role, query_id::text as "queryId", text.statement, (calls / hours)::float8 as "callsPerHour",
      rows / calls as "meanRows",
      case when late_calls >= ${fewCalls} then late_ms / late_calls else ms / calls end as "meanMs"
    from sums join lateral (
      select min(regexp_replace(trim(query), ';+$', '')) as statement from ${sql(view)} v
      join pg_roles r on r.oid = v.userid
      where queryid = query_id and rolname = role and ${normalised(sql)} ~* '^(select|with|insert|update|delete)'
    ) text on text.statement is not null
    order by ms desc`
  return statements.map((each) => ({ ...each, plannable: plannable(each.statement, each.meanRows, partialKeys) }))
}
