import type { Item, ItemBody, ItemLine } from '@inkling/contracts'
import { type RefusedRow, storeInParts } from '../client/store-in-parts.ts'
import type { Sql, TenantDatabase } from '../client/tenant-database.ts'
import { keysetPages } from '../tail/keyset.ts'
import type { LogPosition } from '../tail/log-position.ts'
import { readTail, type TailPage } from '../tail/read-tail.ts'
import { aliases } from './aliases.ts'
import { type ItemRow, isRemoved, isWithdrawn, itemColumns, type RemovedFact, toItem } from './item-row.ts'

/** An item and the version of its row, which every change replaces. */
export interface VersionedItem {
  readonly item: Item
  readonly version: bigint
}

interface ItemWrite extends VersionedItem {
  readonly isCreated: boolean
}

export interface ItemsWrite {
  readonly writes: readonly ItemWrite[]
  readonly transactionId: bigint
}

/** The new state of an item: undefined when it was deleted. */
export interface ItemChange {
  readonly id: string
  readonly item: Item | undefined
  /** The item into which it was merged. */
  readonly survivorId?: string
}

export interface ItemSelection {
  readonly afterId: string
  readonly kind?: string | undefined
  readonly tag?: string | undefined
  readonly limit: number
}

const pageRows = 500

export interface ItemsSave extends ItemsWrite {
  /** Items with values that Postgres refused. */
  readonly refused: readonly RefusedRow<ItemLine>[]
}

const itemFields = { time: '/expiresAt', number: '/sizeBytes' }

/**
 * Creates or replaces items in one statement. The ids must be distinct. If Postgres refuses an item, all others are
 * stored, in several statements.
 */
export async function saveItems(database: TenantDatabase, items: readonly ItemLine[]): Promise<ItemsSave> {
  const { stored, refused } = await storeInParts(items, itemFields, (part) =>
    database.transaction('save items', (sql) => upsertItems(sql, database.tenantId, part)),
  )
  const transactionId = stored.at(-1)?.transactionId ?? 0n
  return { writes: stored.flatMap(({ writes }) => writes), refused, transactionId }
}

/**
 * Creates an item or replaces it. Of several concurrent calls for one item, each sees what the one before wrote.
 *
 * @param next Makes the new body from the present item, undefined if there is none. If it throws, nothing changes. It
 * is called again if another call created the item meanwhile.
 */
export function changeItem(
  database: TenantDatabase,
  id: string,
  next: (current: VersionedItem | undefined) => ItemBody,
): Promise<ItemsWrite> {
  const { tenantId } = database
  return database.transaction('change item', async (sql) => {
    for (;;) {
      const row = await lockItem(sql, tenantId, id)
      const line = { id, ...next(row && present(row)) }
      if (row) return upsertItems(sql, tenantId, [line])
      const inserted = await insertItem(sql, tenantId, line)
      if (inserted) return inserted
    }
  })
}

/**
 * Deletes an item, its words and its embeddings, and leaves a tombstone with only its id, which tails see. Returns the
 * transaction's id, 0 if there was no row.
 *
 * @param check Sees the present item, undefined if there is none. If it throws, nothing changes.
 */
export function deleteItem(
  database: TenantDatabase,
  id: string,
  check: (current: VersionedItem | undefined) => void = () => {},
): Promise<bigint> {
  const { tenantId } = database
  return database.transaction('delete item', async (sql) => {
    const locked = await lockItem(sql, tenantId, id)
    check(locked && present(locked))
    const [row] = await sql<{ transaction_id: string }[]>`
      update catalog.items
      set deleted_at = now(), updated_at = now(), xid = pg_current_xact_id(), seq = nextval('catalog.item_seq'),
        title = '', text = null, kind = null, attributes = '{}', tags = '{}', url = null, size_bytes = null,
        expires_at = null, alias_of = null, is_archived = false
      where tenant_id = ${tenantId} and id = ${id}
      returning pg_current_xact_id()::text as transaction_id`
    if (row) await deleteDerived(sql, tenantId, id)
    return BigInt(row?.transaction_id ?? 0)
  })
}

/**
 * A background writer that read the item before writes these again. It then finds the tombstone and removes them. The
 * row of an embedding stays without it, so that its tail sees the change.
 */
async function deleteDerived(sql: Sql, tenantId: string, id: string): Promise<void> {
  await sql`delete from catalog.item_words where tenant_id = ${tenantId} and id = ${id}`
  await sql`
    update catalog.item_embeddings
    set digest = '', embedding = '', xid = pg_current_xact_id(), seq = nextval('catalog.item_seq')
    where tenant_id = ${tenantId} and id = ${id} and model in (
      select model from catalog.item_embeddings_progress where tenant_id = ${tenantId})`
}

export const readItem = (database: TenantDatabase, id: string): Promise<VersionedItem | undefined> =>
  database.transaction('read item', (sql) => selectItem(sql, database.tenantId, id))

/** Reads the items of these ids that exist, without their texts, in no order. */
export async function readItemSummaries(database: TenantDatabase, ids: readonly string[]): Promise<Item[]> {
  const rows = await database.transaction(
    'look up items',
    (sql) => sql<ItemRow[]>`
      select id, title, null as text, kind, tags, attributes, url, size_bytes, expires_at, created_at, updated_at
      from catalog.items
      where tenant_id = ${database.tenantId} and id = any (${[...ids]}::text[]) and deleted_at is null`,
  )
  return rows.map(toItem)
}

/** Lists items in the order of their ids. */
export const listItems = (database: TenantDatabase, selection: ItemSelection): Promise<Item[]> =>
  database.transaction('list items', (sql) => selectItems(sql, database.tenantId, selection))

/** The same inside a transaction. */
export async function selectItems(
  sql: Sql,
  tenantId: string,
  { afterId, kind, tag, limit }: ItemSelection,
): Promise<Item[]> {
  const rows = await sql<ItemRow[]>`
    select ${itemColumns(sql)} from catalog.items
    where tenant_id = ${tenantId} and id > ${afterId} and deleted_at is null
      ${kind === undefined ? sql`` : sql`and kind = ${kind}`}
      ${tag === undefined ? sql`` : sql`and ${tag} = any (tags)`}
    order by id limit ${limit}`
  return rows.map(toItem)
}

/**
 * Reads the changes after `position`, in commit order; of an item that changed often, only the last state. An item that
 * has expired is as a deleted one.
 */
export function readItemsAfter(database: TenantDatabase, position: LogPosition): Promise<TailPage<ItemChange>> {
  return database.transaction('tail items', async (sql) => {
    const query = {
      columns: sql`${itemColumns(sql)}, ${isRemoved(sql)}`,
      from: sql`catalog.items log`,
      where: sql`log.tenant_id = ${database.tenantId}`,
    }
    const { changes, ...page } = await readTail<ItemRow & RemovedFact>(sql, query, position, pageRows)
    return { changes: changes.map(toChange), ...page }
  })
}

const toChange = (row: ItemRow & RemovedFact): ItemChange => ({
  id: row.id,
  item: row.is_removed ? undefined : toItem(row),
  ...(row.deleted_at && row.alias_of !== null && { survivorId: row.alias_of }),
})

/** Reads the items of transactions below `horizon` that have not expired, a page at a time. */
export async function* readAllItems(database: TenantDatabase, horizon: bigint): AsyncGenerator<Item[]> {
  const readPage = ({ id }: { id: string }) =>
    database.transaction(
      'read items',
      (sql) => sql<ItemRow[]>`
        select ${itemColumns(sql)} from catalog.items
        where tenant_id = ${database.tenantId} and id > ${id} and deleted_at is null
          and (expires_at is null or expires_at > now()) and xid < ${String(horizon)}::xid8
        order by id limit ${pageRows}`,
    )
  for await (const rows of keysetPages({ id: '' }, pageRows, readPage)) yield rows.map(toItem)
}

/** How many items a tenant has, without deleted ones. */
export function countItems({ tenantId, transaction }: TenantDatabase): Promise<number> {
  return transaction('count items', async (sql) => {
    const [row] = await sql<{ items: number }[]>`
      select count(*)::float8 as items from catalog.items where tenant_id = ${tenantId} and deleted_at is null`
    return row?.items ?? 0
  })
}

/** Whether an item was created, changed or deleted by a transaction from `horizon` on. */
export function hasItemsSince({ tenantId, transaction }: TenantDatabase, horizon: bigint): Promise<boolean> {
  return transaction('look for new items', async (sql) => {
    const rows = await sql`
      select from catalog.items where tenant_id = ${tenantId} and xid >= ${String(horizon)}::xid8 limit 1`
    return rows.length > 0
  })
}

interface LockedRow extends ItemRow {
  readonly seq: bigint
}

type WrittenRow = LockedRow & { readonly created: boolean; readonly transaction_id: string }

/** The row as it was sent. Each item is a microsecond younger than the one before it: items are told apart by age. */
const input = (sql: Sql, items: readonly ItemLine[]) => sql`
  select *, now() + (place - 1) * interval '1 microsecond' as at
  from rows from (jsonb_to_recordset(${sql.json(items)}) as (
    id text, title text, text text, kind text, tags text[], attributes jsonb, url text, "sizeBytes" bigint,
    "expiresAt" timestamptz)) with ordinality
    as i (id, title, text, kind, tags, attributes, url, "sizeBytes", "expiresAt", place)`

/** Rows are inserted, and so locked, in the order of their ids: concurrent statements never wait for each other. */
const insertInput = (sql: Sql, tenantId: string) => sql`
  insert into catalog.items as i
    (tenant_id, id, title, text, kind, tags, attributes, url, size_bytes, expires_at, created_at, updated_at)
  select ${tenantId}, id, title, text, kind, coalesce(tags, '{}'), coalesce(attributes, '{}'), url, "sizeBytes",
    "expiresAt", at, at from input order by id`

/**
 * A withdrawn item that is sent again as it is stays withdrawn, so that an application that sends all its items each
 * night brings no duplicate back. With another content it is an item again.
 */
const staysWithdrawn = (sql: Sql) => sql`
  i.deleted_at is not null and (i.alias_of is not null or i.is_archived)
  and (i.title, i.text, i.kind, i.tags, i.attributes, i.url, i.size_bytes, i.expires_at) is not distinct from
    (excluded.title, excluded.text, excluded.kind, excluded.tags, excluded.attributes, excluded.url,
      excluded.size_bytes, excluded.expires_at)`

/** One statement for all items. */
async function upsertItems(sql: Sql, tenantId: string, items: readonly ItemLine[]): Promise<ItemsWrite> {
  const rows = await sql<WrittenRow[]>`
    with input as materialized (${input(sql, items)}), known as (
      select id from catalog.items
      where tenant_id = ${tenantId} and id in (select id from input)
        and (deleted_at is null or ${isWithdrawn(sql)})
    ), saved as (
      ${insertInput(sql, tenantId)}
      on conflict (tenant_id, id) do update set
        title = excluded.title, text = excluded.text, kind = excluded.kind, tags = excluded.tags,
        attributes = excluded.attributes, url = excluded.url, size_bytes = excluded.size_bytes,
        expires_at = excluded.expires_at,
        created_at = case when i.deleted_at is null or i.alias_of is not null or i.is_archived then i.created_at
          else excluded.created_at end,
        updated_at = excluded.updated_at, xid = excluded.xid, seq = excluded.seq,
        deleted_at = case when ${staysWithdrawn(sql)} then i.deleted_at end,
        alias_of = case when ${staysWithdrawn(sql)} then i.alias_of end,
        is_archived = i.is_archived and ${staysWithdrawn(sql)}
      returning *
    )
    select saved.*, saved.id not in (select id from known) as created, pg_current_xact_id()::text as transaction_id
    from saved`
  return toWrite(rows)
}

/** Creates an item; undefined if another transaction has created it. */
async function insertItem(sql: Sql, tenantId: string, item: ItemLine): Promise<ItemsWrite | undefined> {
  const rows = await sql<WrittenRow[]>`
    with input as materialized (${input(sql, [item])})
    ${insertInput(sql, tenantId)}
    on conflict do nothing
    returning *, true as created, pg_current_xact_id()::text as transaction_id`
  return rows.length > 0 ? toWrite(rows) : undefined
}

const toWrite = (rows: readonly WrittenRow[]): ItemsWrite => ({
  writes: rows.map((row) => ({ item: toItem(row), version: row.seq, isCreated: row.created })),
  transactionId: BigInt(rows[0]?.transaction_id ?? 0),
})

/** The row of the item, or its tombstone, locked until the transaction ends. */
async function lockItem(sql: Sql, tenantId: string, id: string): Promise<LockedRow | undefined> {
  const [row] = await sql<LockedRow[]>`
    select ${itemColumns(sql)}, seq from catalog.items where tenant_id = ${tenantId} and id = ${id} for update`
  return row
}

const present = (row: LockedRow): VersionedItem | undefined =>
  row.deleted_at && row.alias_of === null && !row.is_archived ? undefined : { item: toItem(row), version: row.seq }

/** The id of an item that was merged finds the survivor. */
export async function selectItem(sql: Sql, tenantId: string, id: string): Promise<VersionedItem | undefined> {
  const [row] = await sql<LockedRow[]>`
    select ${itemColumns(sql)}, seq from catalog.items where tenant_id = ${tenantId} and id = coalesce(
      (select survivor_id from (${aliases(sql, tenantId)}) a where a.id = ${id}), ${id})`
  return row && present(row)
}
