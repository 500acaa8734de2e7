import type { Topic } from '@inkling/contracts'
import type { Database } from '../client/create-database.ts'
import type { Sql } from '../client/tenant-database.ts'

/** Stands for any tenant. */
export const anyTenant = '*'

export interface ChangedTenant {
  readonly topic: Topic
  /** Or `anyTenant`. */
  readonly tenantId: string
}

/** The tenants that changed in a range of transactions. */
export interface ChangedTenants {
  /** The first transaction that is not in the range: where to read on. */
  readonly horizon: bigint
  readonly changed: readonly ChangedTenant[]
}

/** How long changes are kept after their transactions ended. */
export const changesKeptMs = 600_000

/**
 * The tenants, of all tenants, that changed in the transactions from `since` up to the horizon. Each transaction is in
 * one range, however late it commits. A reader that was away for longer than `changesKeptMs` may miss some.
 */
export const readChangedTenants = (database: Pick<Database, 'platform'>, since: bigint): Promise<ChangedTenants> =>
  database.platform({ name: 'read changed tenants' }, async (sql) => {
    const rows = await sql<{ horizon: string; topic: Topic | null; tenantId: string }[]>`
      select horizon::text, topic, tenant_id as "tenantId" from operations.changes_since(${String(since)}::xid8)`
    return {
      horizon: BigInt(rows[0]?.horizon ?? 0),
      changed: rows.flatMap(({ topic, tenantId }) => (topic ? [{ topic, tenantId }] : [])),
    }
  })

/** Records a change of a tenant, which every process hears that follows changes. */
export const recordChange = (sql: Sql, topic: Topic, tenantId: string) =>
  sql`insert into operations.changes (topic, tenant_id) values (${topic}, ${tenantId})`

/** Forgets old changes. */
export const pruneChanges = (database: Pick<Database, 'platform'>): Promise<void> =>
  database.platform({ name: 'prune changes' }, async (sql) => void (await sql`select operations.prune_changes()`))
