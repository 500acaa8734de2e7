import type { Database } from '../client/create-database.ts'
import type { Sql } from '../client/tenant-database.ts'

/** How far a reader has come: everything before (xid, seq) is applied, in that order. */
export interface Position {
  readonly xid: bigint
  readonly seq: bigint
}

/** Before the first row of transaction `horizon`. */
export const atHorizon = (horizon: bigint): Position => ({ xid: horizon, seq: -1n })

/**
 * The oldest transaction that may still write. Every one below it has ended and is visible, so a reader that stays below
 * never skips a transaction that commits late.
 */
export async function readHorizon(sql: Sql): Promise<bigint> {
  const [row] = await sql<{ horizon: string }[]>`select pg_snapshot_xmin(pg_current_snapshot())::text as horizon`
  return BigInt(row?.horizon ?? 0)
}

/** The same in a transaction of its own. */
export const currentHorizon = (database: Database, tenantId: string): Promise<bigint> =>
  database.tenant(tenantId, { name: 'read horizon' }, readHorizon)
