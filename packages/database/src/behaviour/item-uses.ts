import { aliases } from '../catalog/aliases.ts'
import type { Sql, TenantDatabase } from '../client/tenant-database.ts'

export interface ItemUse {
  readonly itemId: string
  /** Number of uses, each of which counts half after 30 days. */
  readonly weight: number
}

const days = 180
const maxItems = 50_000

/**
 * The 50,000 most used items of the 180 days before `beforeMs`, as they were known then. Of the uses of an item by one
 * user or session on one day (UTC), the newest counts.
 */
export function readItemUses({ tenantId, transaction }: TenantDatabase, beforeMs: number): Promise<ItemUse[]> {
  const before = new Date(beforeMs)
  return transaction(
    'read uses',
    (sql) => sql<ItemUse[]>`
      with used as (
        select coalesce(survivor_id, item_id) as item_id, max(occurred_at) as at from behaviour.events
        left join (${aliases(sql, tenantId)}) alias on alias.id = item_id
        where tenant_id = ${tenantId} and occurred_at >= ${before} - make_interval(days => ${days})
          and occurred_at < ${before}
          and (receipt_id is null or received_at < ${before})
        group by 1, user_id, case when user_id is null then session_id end, (occurred_at at time zone 'utc')::date
      )
      select item_id as "itemId",
        sum(exp(-ln(2) * extract(epoch from ${before} - at)::float8 / (30 * 86400))) as weight
      from used group by item_id order by weight desc, item_id limit ${maxItems}`,
  )
}

/** A query of (receipt_id, item_id, received_at): the events of the newest days that an answer caused. */
export const causedUses = (sql: Sql, tenantId: string, newestDays: number) => sql`
  select receipt_id, item_id, received_at from behaviour.events
  where tenant_id = ${tenantId} and received_at > now() - make_interval(days => ${newestDays})
    and receipt_id is not null`

/** The table of events, to be read as a tail. */
export const events = (sql: Sql) => sql`behaviour.events`
