import type { TenantDatabase } from '../client/tenant-database.ts'

const keptHours = 24

/**
 * Those of the items whose page could not be prefetched: the newest report of the last 24 hours says so. A report
 * counts if its answer had named the item.
 */
export async function readFailedPrefetches(
  { tenantId, transaction }: TenantDatabase,
  itemIds: readonly string[],
): Promise<string[]> {
  const rows = await transaction(
    'read failed prefetches',
    (sql) => sql<{ itemId: string }[]>`
      select item_id as "itemId" from (
        select distinct on (f.item_id) f.item_id, f.signal
        from learning.feedback f join learning.receipts r on r.tenant_id = ${tenantId} and r.id = f.receipt_id
        where f.tenant_id = ${tenantId} and f.item_id = any (${[...itemIds]})
          and f.signal in ('prefetchUsed', 'prefetchFailed')
          and f.received_at > now() - make_interval(hours => ${keptHours})
          and f.item_id = any (r.item_ids)
        order by f.item_id, f.received_at desc, f.seq desc
      ) as newest
      where signal = 'prefetchFailed'`,
  )
  return rows.map(({ itemId }) => itemId)
}
