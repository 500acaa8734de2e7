import type { Database, Sql } from '@inkling/database'
import type { JobPayloads } from '@inkling/queues'
import type { RunContext } from './as-run.ts'

/** Children before parents, the tenant last: a job that is cut off goes on where it stopped. */
const tables = [
  'learning.feedback',
  'learning.receipts',
  'learning.metrics',
  'learning.weights',
  'behaviour.snapshots',
  'behaviour.event_ids',
  'behaviour.events',
  'catalog.items',
  'operations.runs',
  'control.api_keys',
] as const

const batchRows = 10_000

/** Erases all that is held of a tenant, in batches, each in a transaction of its own. */
export function eraseJob(database: Database) {
  return async ({ erasedTenantId }: JobPayloads['erase'], { onProgress, signal }: RunContext) => {
    let rows = 0
    for (const [place, table] of tables.entries()) {
      for (let deleted = batchRows; deleted === batchRows; rows += deleted) {
        signal.throwIfAborted()
        deleted = await database.tenant(erasedTenantId, { name: 'erase' }, (sql) => deleteBatch(sql, table))
      }
      onProgress(place / tables.length)
    }
    await database.tenant(
      erasedTenantId,
      { name: 'erase' },
      (sql) => sql`delete from control.tenants where id = ${erasedTenantId}`,
    )
    return { erasedTenantId, rows }
  }
}

/** Row-level security confines it to the transaction's tenant; a row of a partition is named by its table and place. */
async function deleteBatch(sql: Sql, table: string): Promise<number> {
  const { count } = await sql`
    delete from ${sql(table)} where (tableoid, ctid) in (
      select tableoid, ctid from ${sql(table)} where tenant_id = control.current_tenant() limit ${batchRows})
      and tenant_id = control.current_tenant()`
  return count
}
