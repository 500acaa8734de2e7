import type { Sql, TenantDatabase } from '../client/tenant-database.ts'

/**
 * A place in the log of changes: a reader that stands here has applied every change before (xid, seq), in that order.
 */
export interface LogPosition {
  readonly xid: bigint
  readonly seq: bigint
}

/** Before every change. */
export const logStart: LogPosition = { xid: 0n, seq: -1n }

/** Whether `place` lies after `other`. */
export const isAfter = (place: LogPosition, other: LogPosition): boolean =>
  place.xid > other.xid || (place.xid === other.xid && place.seq > other.seq)

/** Before the first row of transaction `horizon`. */
export const atHorizon = (horizon: bigint): LogPosition => ({ xid: horizon, seq: -1n })

/**
 * The oldest transaction that may still write. Every transaction below it has ended and is visible, so a reader that
 * stays below it never skips a transaction that commits late.
 */
export async function readHorizon(sql: Sql): Promise<bigint> {
  const [row] = await sql<{ horizon: string }[]>`select pg_snapshot_xmin(pg_current_snapshot())::text as horizon`
  return BigInt(row?.horizon ?? 0)
}

/** The same in a transaction of its own. */
export const currentHorizon = (database: TenantDatabase): Promise<bigint> =>
  database.transaction('read horizon', readHorizon)
