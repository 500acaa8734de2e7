import type { TenantDatabase } from '../client/tenant-database.ts'
import { selectItem, type VersionedItem } from './items.ts'

export interface RestoredItem {
  /** Undefined if there is no such item. */
  readonly found: VersionedItem | undefined
  /** 0 if the item was not archived. */
  readonly transactionId: bigint
}

/** Brings an archived item back, as it was. Any other item stays as it is. */
export function restoreItem({ tenantId, transaction }: TenantDatabase, id: string): Promise<RestoredItem> {
  return transaction('restore item', async (sql) => {
    const [row] = await sql<{ transactionId: string }[]>`
      update catalog.items
      set is_archived = false, deleted_at = null, xid = pg_current_xact_id(), seq = nextval('catalog.item_seq')
      where tenant_id = ${tenantId} and id = ${id} and is_archived
      returning pg_current_xact_id()::text as "transactionId"`
    return { found: await selectItem(sql, tenantId, id), transactionId: BigInt(row?.transactionId ?? 0) }
  })
}
