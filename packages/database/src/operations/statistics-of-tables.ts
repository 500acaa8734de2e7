import type { DatabaseReport } from '@inkling/contracts'
import type { Fragment, Sql } from '../client/tenant-database.ts'

/** A sequential scan of a smaller table is what the planner should choose. */
const fewRows = 10_000

/** At how many dead rows the vacuum of a table begins, whose row of pg_class is `c`. */
export function vacuumAt(sql: Sql): Fragment {
  const setting = (name: string) => sql`
    coalesce((select option_value from pg_options_to_table(c.reloptions) where option_name = ${name}),
      current_setting(${name}))::float8`
  return sql`
    floor(${setting('autovacuum_vacuum_threshold')}
      + ${setting('autovacuum_vacuum_scale_factor')} * greatest(c.reltuples, 0))`
}

export async function readTables(
  sql: Sql,
): Promise<Pick<DatabaseReport, 'tables' | 'scannedTables' | 'unvacuumedTables'>> {
  const all = await sql<DatabaseReport['tables']>`
    select schemaname || '.' || s.relname as name, pg_total_relation_size(relid)::float8 as bytes,
      n_live_tup::float8 as rows, n_dead_tup::float8 as "deadRows",
      ${vacuumAt(sql)} as "vacuumAtDeadRows", b.bytes as "bloatBytes",
      coalesce(seq_scan, 0)::float8 as "sequentialScans", coalesce(seq_tup_read, 0)::float8 as "sequentialRows",
      coalesce(idx_scan, 0)::float8 as "indexScans", greatest(last_vacuum, last_autovacuum) as "vacuumedAt",
      greatest(last_analyze, last_autoanalyze) as "analyzedAt"
    from pg_stat_user_tables s join pg_class c on c.oid = relid
    left join operations.estimate_bloat() b on b.relation = relid
    order by pg_total_relation_size(relid) desc, name`
  return {
    tables: all.slice(0, 50),
    scannedTables: all
      .filter(({ rows, sequentialScans }) => rows >= fewRows && sequentialScans > 0)
      .sort((a, b) => b.sequentialRows - a.sequentialRows)
      .slice(0, 10),
    unvacuumedTables: all
      .filter(({ deadRows, vacuumAtDeadRows }) => deadRows > vacuumAtDeadRows)
      .sort((a, b) => b.deadRows - a.deadRows)
      .slice(0, 10),
  }
}
