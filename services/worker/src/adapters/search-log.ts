import type { SearchSettings } from '@inkling/contracts'
import type { Database } from '@inkling/database'
import type { Click, ItemUse } from '@inkling/search-index'

const days = 180
const maxClicks = 500_000
const maxItems = 50_000

/** Signals that say that an item was what was looked for. */
const positive = ['click', 'use', 'save', 'purchase', 'prefetchUsed']

/** What was chosen among the results of searches, told as feedback or as an event; the newest 500,000 of 180 days. */
export function readClicks(database: Database, tenantId: string): Promise<Click[]> {
  return database.tenant(
    tenantId,
    { name: 'read clicks' },
    (sql) => sql<Click[]>`
    with told as (
      select receipt_id, item_id, received_at from learning.feedback
      where tenant_id = ${tenantId} and received_at > now() - make_interval(days => ${days}) and signal = any (${positive})
      union all
      select receipt_id, item_id, received_at from behaviour.events
      where tenant_id = ${tenantId} and received_at > now() - make_interval(days => ${days}) and receipt_id is not null
    ), chosen as (
      select receipt_id, item_id, min(received_at) as at from told group by receipt_id, item_id
    )
    select r.query, c.item_id as "itemId", r.propensities[array_position(r.item_ids, c.item_id)]::float8 as propensity,
      (extract(epoch from c.at) * 1000)::float8 as "atMs",
      r.is_blended as "isBlended"
    from chosen c join learning.receipts r on r.tenant_id = ${tenantId} and r.id = c.receipt_id
    where r.kind = 'search' and r.query <> '' and c.item_id = any (r.item_ids)
    order by c.at desc limit ${maxClicks}`,
  )
}

/** The most used items of the 180 days before, as they were known then; a use counts half after 30. */
export function readUses(database: Database, tenantId: string, beforeMs: number): Promise<ItemUse[]> {
  const before = new Date(beforeMs)
  return database.tenant(
    tenantId,
    { name: 'read uses' },
    (sql) => sql<ItemUse[]>`
    select item_id as "itemId", sum(exp(-ln(2) * extract(epoch from ${before} - occurred_at)::float8 / (30 * 86400))) as weight
    from behaviour.events
    where tenant_id = ${tenantId} and occurred_at >= ${before} - make_interval(days => ${days}) and occurred_at < ${before}
      and (receipt_id is null or received_at < ${before})
    group by item_id order by weight desc, item_id limit ${maxItems}`,
  )
}

export function countItems(database: Database, tenantId: string): Promise<number> {
  return database.tenant(tenantId, { name: 'count items' }, async (sql) => {
    const [row] = await sql<{ items: number }[]>`
      select count(*)::float8 as items from catalog.items where tenant_id = ${tenantId} and deleted_at is null`
    return row?.items ?? 0
  })
}

/** How the tenant's items are searched. */
export function readSearchSettings(database: Database, tenantId: string): Promise<SearchSettings> {
  return database.tenant(tenantId, { name: 'read search settings' }, async (sql) => {
    const [row] = await sql<{ settings: SearchSettings }[]>`
      select settings from catalog.search_settings where tenant_id = ${tenantId}`
    return row?.settings ?? {}
  })
}
