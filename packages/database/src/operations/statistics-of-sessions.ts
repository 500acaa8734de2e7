import type { DatabaseReport } from '@inkling/contracts'
import type { Fragment, Sql } from '../client/tenant-database.ts'
import { normalised } from './statistics-of-statements.ts'

/** The other sessions of this database, the vacuum too, each described. `view` is that of pg_stat_statements. */
const sessions = (sql: Sql, view: string | undefined): Fragment => sql`
  statements as materialized (
    ${
      view === undefined
        ? sql`select null::bigint as queryid, null as statement where false`
        : sql`select queryid, min(${normalised(sql)}) as statement from ${sql(view)} group by queryid`
    }),
  sessions as materialized (
    select pid, backend_type, xact_start, wait_event_type, json_build_object(
      'pid', pid, 'application', coalesce(nullif(application_name, ''), backend_type, ''),
      'role', coalesce(usename, ''), 'state', coalesce(state, ''),
      'waitsFor', case when state = 'active' then wait_event_type || ': ' || wait_event end,
      'transactionSeconds', greatest(extract(epoch from clock_timestamp() - xact_start), 0)::float8,
      'statement', statement) as session
    from pg_stat_activity left join statements on queryid = query_id
    where datname = current_database() and pid <> pg_backend_pid())`

export const readTransactions = async (sql: Sql, view: string | undefined): Promise<DatabaseReport['transactions']> => {
  const found = await sql<{ session: DatabaseReport['transactions'][number] }[]>`
    with ${sessions(sql, view)} select session from sessions
    where backend_type = 'client backend' and xact_start is not null order by xact_start limit 10`
  return found.map(({ session }) => session)
}

export const readLockWaits = async (sql: Sql, view: string | undefined): Promise<DatabaseReport['lockWaits']> => [
  ...(await sql<DatabaseReport['lockWaits']>`
    with ${sessions(sql, view)}
    select w.session as waiting, h.session as holding,
      greatest(extract(epoch from clock_timestamp() - since), 0)::float8 as seconds
    from sessions w
    cross join lateral unnest(pg_blocking_pids(w.pid)) holder
    join sessions h on h.pid = holder
    cross join lateral (select min(waitstart) as since from pg_locks l where l.pid = w.pid and not granted) waits
    where w.wait_event_type = 'Lock' and since is not null
    order by seconds desc limit 50`),
]
