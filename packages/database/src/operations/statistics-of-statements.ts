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

export async function readStatements(sql: Sql, view: string): Promise<Statements> {
  const top = async (order: Fragment): Promise<Statements['slowest']> => [
    ...(await sql<Statements['slowest']>`
      select ${normalised(sql)} as statement, coalesce(rolname, userid::text) as role, calls::float8 as calls,
        total_exec_time as "totalMs", mean_exec_time as "meanMs", max_exec_time as "maxMs", rows::float8 as rows
      from ${sql(view)} left join pg_roles r on r.oid = userid
      where dbid = (select oid from pg_database where datname = current_database())
      order by ${order} desc limit 10`),
  ]
  return {
    slowest: await top(sql`mean_exec_time`),
    longest: await top(sql`total_exec_time`),
    mostFrequent: await top(sql`calls`),
  }
}
