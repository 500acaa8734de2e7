import { behaviourTables } from './behaviour/tables.ts'
import { catalogTables } from './catalog/tables.ts'
import type { TenantDatabase } from './client/tenant-database.ts'
import { controlTables } from './control/tables.ts'
import { learningTables } from './learning/tables.ts'
import { eraseSpans } from './operations/spans.ts'
import { operationsTables } from './operations/tables.ts'

/** Every table with rows of tenants. Rows that refer to others come before those others. */
export const erasableTables = [
  ...learningTables,
  ...behaviourTables,
  ...catalogTables,
  ...operationsTables,
  ...controlTables,
]
const batchRows = 10_000

export interface EraseOptions {
  readonly signal: AbortSignal
  /** Receives the share of the tables that are done, from 0 to 1. */
  readonly onProgress: (share: number) => void
}

/**
 * Deletes every row of a tenant but the tenant's own, in batches of 10,000, each in a transaction of its own. An
 * erasure that was interrupted is finished by another call.
 * @returns how many rows it deleted
 */
export async function eraseRows(database: TenantDatabase, { signal, onProgress }: EraseOptions): Promise<number> {
  let rows = 0
  for (const [place, table] of erasableTables.entries()) {
    for (let deleted = batchRows; deleted === batchRows; rows += deleted) {
      signal.throwIfAborted()
      deleted = await deleteBatch(database, table)
    }
    onProgress(place / erasableTables.length)
  }
  for (let deleted = 1; deleted > 0; rows += deleted) {
    signal.throwIfAborted()
    deleted = await eraseSpans(database, batchRows)
  }
  return rows
}

/** A row of a partition is named by its table and its place there. */
const deleteBatch = ({ tenantId, transaction }: TenantDatabase, table: string): Promise<number> =>
  transaction('erase', async (sql) => {
    const { count } = await sql`
      delete from ${sql(table)} where tenant_id = ${tenantId} and (tableoid, ctid) in (
        select tableoid, ctid from ${sql(table)} where tenant_id = ${tenantId} limit ${batchRows})`
    return count
  })
