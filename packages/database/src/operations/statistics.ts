import type { DatabaseReport } from '@inkling/contracts'
import type { Deadline } from '@inkling/resilience'
import type { Database } from '../client/create-database.ts'

/** What Postgres counts of this database and its largest tables. */
export const readStatistics = (database: Pick<Database, 'platform'>, deadline: Deadline) =>
  database.platform({ name: 'read statistics', deadline }, async (sql): Promise<DatabaseReport> => {
    const [whole] = await sql<[Omit<DatabaseReport, 'tables'>]>`
      select pg_database_size(datname)::float8 as bytes, numbackends as connections,
        current_setting('max_connections')::int as "maxConnections",
        blks_hit::float8 / nullif(blks_hit + blks_read, 0) as "bufferHitRatio",
        xact_commit::float8 as committed, xact_rollback::float8 as "rolledBack", deadlocks::float8 as deadlocks,
        temp_bytes::float8 as "temporaryBytes", stats_reset as since
      from pg_stat_database where datname = current_database()`
    const tables = await sql<DatabaseReport['tables']>`
      select schemaname || '.' || relname as name, pg_total_relation_size(relid)::float8 as bytes,
        n_live_tup::float8 as rows, n_dead_tup::float8 as "deadRows",
        coalesce(seq_scan, 0)::float8 as "sequentialScans",
        coalesce(idx_scan, 0)::float8 as "indexScans", greatest(last_vacuum, last_autovacuum) as "vacuumedAt",
        greatest(last_analyze, last_autoanalyze) as "analyzedAt"
      from pg_stat_user_tables order by pg_total_relation_size(relid) desc, name limit 50`
    return { ...whole, tables: [...tables] }
  })

/** How long Postgres has failed to archive its WAL, in seconds; 0 if its last attempt succeeded or it archives none. */
export const unarchivedSeconds = (database: Pick<Database, 'platform'>): Promise<number> =>
  database.platform({ name: 'read archiver' }, async (sql) => {
    const [row] = await sql<{ seconds: number }[]>`
      select case when last_failed_time > coalesce(last_archived_time, '-infinity')
        then extract(epoch from now() - coalesce(last_archived_time, stats_reset))::float8 else 0 end as seconds
      from pg_stat_archiver`
    return row?.seconds ?? 0
  })
