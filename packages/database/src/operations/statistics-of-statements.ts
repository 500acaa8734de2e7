import type { DatabaseReport } from '@inkling/contracts'
import type { Fragment, Sql } from '../client/tenant-database.ts'

type Statements = NonNullable<DatabaseReport['statements']>

/** The name of the view pg_stat_statements with its schema; undefined if it is missing or its library is not loaded. */
export async function findStatements(sql: Sql): Promise<string | undefined> {
  const [found] = await sql<{ schema: string }[]>`
    select extnamespace::regnamespace::text as schema from pg_extension
    where extname = 'pg_stat_statements' and current_setting('pg_stat_statements.max', true) is not null`
  return found && `${found.schema}.pg_stat_statements`
}

/**
 * The text, unless a string is left in it: Postgres stores commands as they were sent, and a statement whose place was
 * given away while it ran.
 */
export const normalised = (sql: Sql): Fragment => sql`
  case when query !~ '['']|[$]([[:alpha:]_][[:alnum:]_]*)?[$]'
    then left(regexp_replace(trim(query), '[[:space:]]+', ' ', 'g'), 1000) end`

/** The sums of the last day, which outlive a reset of pg_stat_statements. */
export async function readStatements(sql: Sql): Promise<Statements> {
  const top = async (order: Fragment): Promise<Statements['slowest']> => [
    ...(await sql<Statements['slowest']>`
      select statement, role, sum(p.calls) as calls, sum(p.total_ms) as "totalMs",
        sum(p.total_ms) / sum(p.calls) as "meanMs", max(s.max_ms) as "maxMs", sum(p.rows) as rows
      from operations.statement_periods p join operations.statements s using (role, query_id)
      where period > now() - interval '24 hours'
      group by role, query_id, statement order by ${order} desc, query_id limit 10`),
  ]
  return {
    slowest: await top(sql`"meanMs"`),
    longest: await top(sql`"totalMs"`),
    mostFrequent: await top(sql`calls`),
    growing: await readGrowing(sql),
  }
}

/** A statement is no news below a thousandth of a processor. */
const leastMsPerHour = 3_600
const growth = 1.5

/**
 * The statements whose mean or total time of the last 10 to 15 minutes is half as much again as it was in a quarter of
 * an hour one hour or one day before. Times without any count are compared with nothing.
 */
const readGrowing = async (sql: Sql): Promise<Statements['growing']> => [
  ...(await sql<Statements['growing']>`
    with windows as materialized (
      select against, since - ago as since, until - ago as until, 3600 / extract(epoch from until - since) as per_hour
      from (values ('now', interval '0'), ('hour', '1 hour'), ('day', '1 day')) v (against, ago)
      cross join lateral (select date_bin('5 minutes', now(), 'epoch') - interval '10 minutes') s (since)
      cross join lateral (select case against when 'now' then now() else since + interval '15 minutes' end) u (until)
    ), sums as materialized (
      select against, role, query_id, sum(calls * per_hour)::float8 as calls, sum(total_ms * per_hour)::float8 as ms
      from windows join operations.statement_periods on period >= since and period < until
      group by against, role, query_id
    ), grown as (
      select distinct on (n.role, n.query_id) n.role, n.query_id, n.calls, n.ms, t.against,
        coalesce(b.calls, 0) as calls_before, coalesce(b.ms, 0) as ms_before
      from sums n
      cross join (select distinct against from sums where against <> 'now') t
      left join sums b on b.against = t.against and b.role = n.role and b.query_id = n.query_id
      where n.against = 'now' and n.ms >= ${leastMsPerHour}
        and (b.ms is null or n.ms >= ${growth} * b.ms or n.ms / n.calls >= ${growth} * b.ms / b.calls)
      order by n.role, n.query_id, coalesce(b.ms, 0), t.against desc
    )
    select statement, role, g.calls as "callsPerHour", ms / g.calls as "meanMs", ms as "msPerHour", against,
      json_build_object('callsPerHour', calls_before, 'meanMs', ms_before / nullif(calls_before, 0),
        'msPerHour', ms_before) as before
    from grown g join operations.statements using (role, query_id)
    order by ms - ms_before desc, query_id limit 10`),
]
