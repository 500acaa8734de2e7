import { setTimeout as delay } from 'node:timers/promises'
import type { Database, Sql } from '@inkling/database'
import type { JobPayloads } from '@inkling/queues'
import type { RunContext } from './as-run.ts'

/** Children before parents, the tenant last: a job that is cut off goes on where it stopped. */
const tables = [
  'learning.feedback',
  'learning.receipts',
  'learning.metrics',
  'learning.weights',
  'learning.states',
  'behaviour.snapshot_parts',
  'behaviour.snapshots',
  'behaviour.event_ids',
  'behaviour.events',
  'catalog.search_queries',
  'catalog.search_settings',
  'catalog.items',
  'catalog.item_words',
  'catalog.item_words_progress',
  'catalog.item_embeddings',
  'catalog.item_embeddings_progress',
  'operations.runs',
  'control.api_keys',
] as const

const batchRows = 10_000

/**
 * Erases all that is held of a tenant, in batches, each in a transaction of its own; again after `settleMs`, for what
 * requests under way still wrote. Its id alone stays, so that nobody else is ever given it.
 */
export function eraseJob(database: Database, announce: (tenantId: string) => void) {
  return async ({ erasedTenantId, settleMs }: JobPayloads['erase'], { onProgress, signal }: RunContext) => {
    const early = await eraseRows(database, erasedTenantId, signal, onProgress)
    await delay(settleMs, undefined, { signal })
    const late = await eraseRows(database, erasedTenantId, signal, () => {})
    await database.tenant(
      erasedTenantId,
      { name: 'erase' },
      (sql) =>
        sql`update control.tenants set status = 'erased', name = '', updated_at = now() where id = ${erasedTenantId}`,
    )
    announce(erasedTenantId)
    return { erasedTenantId, rows: early + late }
  }
}

async function eraseRows(
  database: Database,
  tenantId: string,
  signal: AbortSignal,
  onProgress: (share: number) => void,
) {
  let rows = 0
  for (const [place, table] of tables.entries()) {
    for (let deleted = batchRows; deleted === batchRows; rows += deleted) {
      signal.throwIfAborted()
      deleted = await database.tenant(tenantId, { name: 'erase' }, (sql) => deleteBatch(sql, table))
    }
    onProgress(place / tables.length)
  }
  return rows
}

/** Row-level security confines it to the transaction's tenant; a row of a partition is named by its table and place. */
async function deleteBatch(sql: Sql, table: string): Promise<number> {
  const { count } = await sql`
    delete from ${sql(table)} where (tableoid, ctid) in (
      select tableoid, ctid from ${sql(table)} where tenant_id = control.current_tenant() limit ${batchRows})
      and tenant_id = control.current_tenant()`
  return count
}
