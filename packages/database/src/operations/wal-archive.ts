import type { Database } from '../client/create-database.ts'

type Platform = Pick<Database, 'platform'>

/** How far Postgres has archived its WAL. */
export interface WalArchive {
  /** For how long it has failed to archive; 0 if its last attempt succeeded, or if it archives none. */
  readonly failedSeconds: number
  /** Postgres begins a new file so long after the last one, if something is written; 0 if it waits until it is full. */
  readonly everySeconds: number
  /** The file that is written now, which is not archived yet, and how far it is; null if Postgres archives none. */
  readonly file: string | null
  readonly position: string | null
}

export const readWalArchive = (database: Platform): Promise<WalArchive> =>
  database.platform({ name: 'read archiver' }, async (sql) => {
    const [row] = await sql<[WalArchive]>`
      select case when last_failed_time > coalesce(last_archived_time, '-infinity')
          then extract(epoch from now() - coalesce(last_archived_time, stats_reset))::float8 else 0
        end as "failedSeconds",
        (select setting::int from pg_settings where name = 'archive_timeout') as "everySeconds",
        pg_walfile_name(position) as file, position::text
      from pg_stat_archiver left join lateral (select pg_current_wal_insert_lsn() as position) written
        on current_setting('archive_mode') <> 'off' and not pg_is_in_recovery()`
    return row
  })

/** Has Postgres begin a new WAL file, and archive the one before. */
export const switchWal = (database: Platform): Promise<void> =>
  database.platform({ name: 'switch WAL file' }, async (sql) => {
    await sql`select pg_switch_wal()`
  })
