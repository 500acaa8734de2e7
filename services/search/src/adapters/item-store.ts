import type { Item, ItemBody, ItemLine } from '@inkling/contracts'
import { type Database, type ItemRow, type Position, type Sql, type TailRow, tailPage, toItem } from '@inkling/database'
import type { Changes } from '@inkling/read-model'
import { etagOf, type VersionedItem } from './versioned-item.ts'

export interface Saved {
  readonly saved: readonly (VersionedItem & { readonly created: boolean })[]
  readonly transactionId: bigint
}

export type ItemChange = { readonly id: string; readonly item: Item | undefined }

const pageRows = 500

/** Creates or replaces items in one statement. Ids must be distinct. */
export async function saveItems(sql: Sql, tenantId: string, items: readonly ItemLine[]): Promise<Saved> {
  const rows = await sql<(ItemRow & { created: boolean; transaction_id: string })[]>`
    with input as materialized (
      select * from jsonb_to_recordset(${sql.json(items)}) as i (
        id text, title text, text text, kind text, tags text[], attributes jsonb, url text, "sizeBytes" bigint, "expiresAt" timestamptz)
    ), known as (
      select id from catalog.items
      where tenant_id = ${tenantId} and id in (select id from input) and deleted_at is null
    ), saved as (
      insert into catalog.items as i (tenant_id, id, title, text, kind, tags, attributes, url, size_bytes, expires_at)
      select ${tenantId}, id, title, text, kind, coalesce(tags, '{}'), coalesce(attributes, '{}'), url, "sizeBytes", "expiresAt" from input
      on conflict (tenant_id, id) do update set
        title = excluded.title, text = excluded.text, kind = excluded.kind, tags = excluded.tags,
        attributes = excluded.attributes, url = excluded.url, size_bytes = excluded.size_bytes, expires_at = excluded.expires_at,
        created_at = case when i.deleted_at is null then i.created_at else now() end,
        updated_at = now(), deleted_at = null, xid = excluded.xid, seq = excluded.seq
      returning *
    )
    select saved.*, saved.id not in (select id from known) as created, pg_current_xact_id()::text as transaction_id from saved`
  const saved = rows.map((row) => ({ item: toItem(row), etag: etagOf(row), created: row.created }))
  return { saved, transactionId: BigInt(rows[0]?.transaction_id ?? 0) }
}

/** The item, locked for the transaction when it is about to change. */
export async function findItem(
  sql: Sql,
  tenantId: string,
  id: string,
  forChange = false,
): Promise<VersionedItem | undefined> {
  const [row] = await sql<ItemRow[]>`
    select * from catalog.items where tenant_id = ${tenantId} and id = ${id} and deleted_at is null ${forChange ? sql`for update` : sql``}`
  return row && { item: toItem(row), etag: etagOf(row) }
}

/** Those that there are, without their texts, in no order. */
export async function summariesOf(sql: Sql, tenantId: string, ids: readonly string[]): Promise<Item[]> {
  const rows = await sql<ItemRow[]>`
    select id, title, null as text, kind, tags, attributes, url, size_bytes, expires_at, created_at, updated_at
    from catalog.items where tenant_id = ${tenantId} and id = any (${[...ids]}::text[]) and deleted_at is null`
  return rows.map(toItem)
}

/** Leaves a tombstone, which tails see. */
export async function markDeleted(sql: Sql, tenantId: string, id: string): Promise<bigint> {
  const [row] = await sql<{ transaction_id: string }[]>`
    update catalog.items
    set deleted_at = now(), updated_at = now(), xid = pg_current_xact_id(), seq = nextval('catalog.item_seq'),
      text = null, attributes = '{}', tags = '{}', url = null
    where tenant_id = ${tenantId} and id = ${id}
    returning pg_current_xact_id()::text as transaction_id`
  return BigInt(row?.transaction_id ?? 0)
}

export interface ItemSelection {
  readonly afterId: string
  readonly kind?: string | undefined
  readonly tag?: string | undefined
  readonly limit: number
}

export async function listItems(
  sql: Sql,
  tenantId: string,
  { afterId, kind, tag, limit }: ItemSelection,
): Promise<Item[]> {
  const rows = await sql<ItemRow[]>`
    select * from catalog.items
    where tenant_id = ${tenantId} and id > ${afterId} and deleted_at is null
      ${kind === undefined ? sql`` : sql`and kind = ${kind}`} ${tag === undefined ? sql`` : sql`and ${tag} = any (tags)`}
    order by id limit ${limit}`
  return rows.map(toItem)
}

/** What changed after `position`, in commit order; of an item that changed often, the last state. */
export function readItemsAfter(database: Database, tenantId: string, position: Position): Promise<Changes<ItemChange>> {
  return database.tenant(tenantId, { name: 'tail items' }, async (sql) => {
    const rows = await sql<(ItemRow & TailRow)[]>`
      select h.horizon::text, i.* from (select pg_snapshot_xmin(pg_current_snapshot()) as horizon) h
      left join lateral (
        select * from catalog.items
        where tenant_id = ${tenantId} and xid < h.horizon and (xid, seq) > (${String(position.xid)}::xid8, ${position.seq})
        order by xid, seq limit ${pageRows}
      ) i on true`
    const { changed, ...page } = tailPage(rows, pageRows)
    return { changes: changed.map((row) => ({ id: row.id, item: row.deleted_at ? undefined : toItem(row) })), ...page }
  })
}

export const withId = (id: string, body: ItemBody): ItemLine => ({ id, ...body })
