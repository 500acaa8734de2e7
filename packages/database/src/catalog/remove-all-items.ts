import type { Sql } from '../client/tenant-database.ts'
import { isWithdrawn } from './item-row.ts'

/** Leaves a tombstone of every item of a tenant, as if each were deleted, and empties its embeddings: tails see it. */
export async function removeAllItems(sql: Sql, tenantId: string): Promise<void> {
  await sql`
    update catalog.items
    set deleted_at = now(), updated_at = now(), xid = pg_current_xact_id(), seq = nextval('catalog.item_seq'),
      title = '', text = null, kind = null, attributes = '{}', tags = '{}', url = null, size_bytes = null,
      expires_at = null, alias_of = null, is_archived = false
    where tenant_id = ${tenantId} and (deleted_at is null or ${isWithdrawn(sql)})`
  await sql`
    update catalog.item_embeddings
    set digest = '', embedding = '', xid = pg_current_xact_id(), seq = nextval('catalog.item_seq')
    where tenant_id = ${tenantId}`
}
