import { setTimeout as sleep } from 'node:timers/promises'
import { BackupError } from './backup-error.ts'
import { type Census, takeCensus } from './census.ts'
import type { Connection } from './connect.ts'

export interface Moment {
  /** A point in the WAL to which a restore can go. */
  readonly restorePoint: string
  /** Where it is in the WAL, and when Postgres wrote it, in ms since 1970. */
  readonly lsn: string
  readonly atMs: number
  /** What the database held at that point, to the row. */
  readonly census: Census
}

export interface MarkOptions {
  /** Names the restore points; unique. */
  readonly name: string
  readonly mostAttempts?: number
  readonly signal?: AbortSignal | undefined
}

/**
 * Marks a moment of a database that goes on to serve, and takes the census of exactly that moment. A snapshot shows
 * what is committed in the WAL up to a restore point if after the point no transaction that writes was open, and if
 * nothing was written until the snapshot. Where others write without a pause that takes some attempts, of 1 ms each.
 */
export async function markMoment(sql: Connection, { name, mostAttempts = 20_000, signal }: MarkOptions) {
  for (let attempt = 1; attempt <= mostAttempts; attempt++) {
    signal?.throwIfAborted()
    const restorePoint = `${name}-${attempt}`
    const moment = await attemptAt(sql, restorePoint)
    if (moment) return moment
  }
  throw new BackupError(`The database was written to without a pause in ${mostAttempts} attempts. Try again later.`)
}

async function attemptAt(sql: Connection, restorePoint: string): Promise<Moment | undefined> {
  const [point] = await sql<Pick<Moment, 'lsn' | 'atMs'>[]>`
    select pg_create_restore_point(${restorePoint})::text as lsn,
      extract(epoch from clock_timestamp())::float8 * 1000 as "atMs"`
  // A commit is in the WAL shortly before others see it; until they do, its transaction is open.
  const [open] = await sql`select from pg_stat_activity where backend_xid is not null limit 1`
  if (!point || open) return undefined
  return sql.begin('isolation level repeatable read read only', async (snapshot) => {
    const [seen] = await snapshot<{ isExact: boolean }[]>`
      select pg_current_wal_insert_lsn() = ${point.lsn}::pg_lsn as "isExact"`
    return seen?.isExact ? { ...point, restorePoint, census: await takeCensus(snapshot) } : undefined
  })
}

const pollMs = 100

/**
 * Resolves when the archive holds a moment, with how long that took, in ms; if more was archived before this was
 * called, at most so long. @throws BackupError after `timeoutMs`
 */
export async function untilArchived(
  sql: Connection,
  { lsn, atMs }: Moment,
  timeoutMs: number,
  signal?: AbortSignal,
): Promise<number> {
  for (let waitedMs = 0; waitedMs <= timeoutMs; waitedMs += pollMs) {
    // The file of the last byte: between two segments, the position itself is in the next one.
    const [archiver] = await sql<{ atMs: number }[]>`
      select extract(epoch from last_archived_time)::float8 * 1000 as "atMs" from pg_stat_archiver
      where last_archived_wal >= pg_walfile_name(${lsn}::pg_lsn - 1)`
    if (archiver) return archiver.atMs - atMs
    await sleep(pollMs, undefined, { signal })
  }
  throw new BackupError(
    `Postgres has not archived its WAL up to ${lsn} in ${timeoutMs / 1_000} s. Its log says whether archive_command ` +
      'fails. If it has just started and no worker runs, try again in some minutes.',
  )
}
