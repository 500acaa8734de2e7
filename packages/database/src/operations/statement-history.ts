import type { Database } from '../client/create-database.ts'
import type { Fragment, Sql } from '../client/tenant-database.ts'
import { findStatements, normalised } from './statistics-of-statements.ts'

type Platform = Pick<Database, 'platform'>

/** Readings that come sooner after the last one do nothing: each of several processes may ask every minute. */
const apartSeconds = 50
/** A statement that was not counted at the last reading was first called since then, if that was so lately. */
const continuousMinutes = 10
const keptHours = 26
/** Of one reading, the statements that took the most time are added. */
const mostStatements = 200

/**
 * Adds what pg_stat_statements has counted since the last reading to the sums of these five minutes. Counts that
 * were reset begin again at 0; what was counted between the last reading and the reset is lost. The first reading only
 * remembers the counts. Of several processes one does it.
 * @returns whether it was read: false without the extension, or if another process has done it
 */
export const countStatements = (database: Platform): Promise<boolean> =>
  database.platform({ name: 'count statements' }, async (sql) => {
    const view = await findStatements(sql)
    if (view === undefined || !(await isDue(sql))) return false
    await sql`
      with ${counted(sql, view)}, risen as (
        select c.role, c.query_id, c.max_ms, c.calls, c.total_ms, c.rows, is_new,
          case when is_reset then c.calls else c.calls - s.calls end as more_calls,
          case when is_reset then c.total_ms else c.total_ms - s.total_ms end as more_ms,
          case when is_reset then c.rows else c.rows - s.rows end as more_rows
        from counted c left join operations.statements s using (role, query_id)
        cross join lateral (
          select s.query_id is null as is_new, s.query_id is null or c.calls < s.calls or c.total_ms < s.total_ms
        ) is_changed (is_new, is_reset)
        where s.calls is distinct from c.calls
      ), added as (
        insert into operations.statement_periods as p
        select role, query_id, date_bin('5 minutes', now(), 'epoch'), more_calls, more_ms, more_rows from risen
        where not is_new or exists (
          select from operations.statements where changed_at > now() - make_interval(mins => ${continuousMinutes}))
        order by more_ms desc limit ${mostStatements}
        on conflict (role, query_id, period) do update set calls = p.calls + excluded.calls,
          total_ms = p.total_ms + excluded.total_ms, rows = p.rows + excluded.rows
      )
      insert into operations.statements as s (role, query_id, calls, total_ms, rows, max_ms)
      select role, query_id, calls, total_ms, rows, max_ms from risen
      on conflict (role, query_id) do update set calls = excluded.calls, total_ms = excluded.total_ms,
        rows = excluded.rows, max_ms = greatest(s.max_ms, excluded.max_ms), changed_at = now()`
    await addTexts(sql, view)
    await countWrites(sql)
    await sql`
      delete from operations.statement_periods where period < now() - make_interval(hours => ${keptHours})`
    // A statement that Postgres still counts would else be taken for a new one.
    await sql`
      with ${counted(sql, view)}
      delete from operations.statements s where changed_at < now() - make_interval(hours => ${keptHours})
        and not exists (select from counted c where c.role = s.role and c.query_id = s.query_id)`
    return true
  })

/** Several processes ask at the same time. Every reading changes rows, because it counts itself. */
async function isDue(sql: Sql): Promise<boolean> {
  const [row] = await sql<{ isDue: boolean }[]>`
    select pg_try_advisory_xact_lock(hashtextextended('count statements', 0)) and not exists (
      select from operations.statements where changed_at > now() - make_interval(secs => ${apartSeconds})) as "isDue"`
  return row?.isDue === true
}

/** The texts are in a file, which this does not read. */
const counted = (sql: Sql, view: string): Fragment => sql`
  counted as materialized (
    select coalesce(rolname, userid::text) as role, queryid as query_id, sum(calls)::float8 as calls,
      sum(total_exec_time) as total_ms, sum(rows)::float8 as rows, max(max_exec_time) as max_ms
    from ${sql(view)}(false) left join pg_roles r on r.oid = userid
    where dbid = (select oid from pg_database where datname = current_database()) and queryid is not null
    group by 1, 2)`

async function addTexts(sql: Sql, view: string): Promise<void> {
  const [lacking] = await sql`select from operations.statements where statement is null limit 1`
  if (lacking)
    await sql`
      update operations.statements s set statement = t.statement from (
        select coalesce(rolname, userid::text) as role, queryid, min(${normalised(sql)}) as statement
        from ${sql(view)} left join pg_roles r on r.oid = userid group by 1, 2) t
      where t.role = s.role and t.queryid = s.query_id and s.statement is null and t.statement is not null`
}

/** Once an hour, and at the first reading. A partition counts for its table. */
const countWrites = async (sql: Sql): Promise<void> => {
  await sql`
    insert into operations.table_writes (table_name, writes)
    select format('%I.%I', n.nspname, c.relname), sum(n_tup_ins + n_tup_upd)
    from pg_stat_user_tables s
    join pg_class c on c.oid = coalesce(pg_partition_root(s.relid), s.relid) join pg_namespace n on n.oid = relnamespace
    where not exists (select from operations.table_writes where at > now() - interval '1 hour')
    group by 1`
  await sql`delete from operations.table_writes where at < now() - make_interval(hours => ${keptHours})`
}
