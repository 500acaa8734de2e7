import type { TenantDatabase } from '../client/tenant-database.ts'
import { keysetPages } from '../tail/keyset.ts'
import type { LogPosition } from '../tail/log-position.ts'
import { readTail, type TailPage } from '../tail/read-tail.ts'

/** From when on an item must not be served. */
export interface ItemRemoval {
  readonly id: string
  /** In ms since 1970: -Infinity for a deleted item, Infinity for one that does not expire. */
  readonly fromMs: number
  /** The item into which it was merged. */
  readonly survivorId?: string
}

interface RemovalRow {
  readonly id: string
  readonly expires_at: Date | null
  readonly deleted_at: Date | null
  readonly alias_of: string | null
}

/** As many as one statement reads in a few milliseconds. */
const pageRows = 1_000

/** Reads the items of transactions below `horizon` that are deleted or expire some time, a page at a time. */
export async function* readItemRemovals(database: TenantDatabase, horizon: bigint): AsyncGenerator<ItemRemoval[]> {
  const readPage = ({ id }: { id: string }) =>
    database.transaction(
      'read removals',
      (sql) => sql<RemovalRow[]>`
        select id, expires_at, deleted_at, alias_of from catalog.items
        where tenant_id = ${database.tenantId} and id > ${id} and (deleted_at is not null or expires_at is not null)
          and xid < ${String(horizon)}::xid8
        order by id limit ${pageRows}`,
    )
  for await (const rows of keysetPages({ id: '' }, pageRows, readPage)) yield rows.map(toRemoval)
}

/**
 * Reads the items that changed after `position`, in commit order; of an item that changed often, only the last state.
 */
export function readItemRemovalsAfter(database: TenantDatabase, position: LogPosition): Promise<TailPage<ItemRemoval>> {
  return database.transaction('tail removals', async (sql) => {
    const query = {
      columns: sql`id, expires_at, deleted_at, alias_of`,
      from: sql`catalog.items log`,
      where: sql`log.tenant_id = ${database.tenantId}`,
    }
    const { changes, ...page } = await readTail<RemovalRow>(sql, query, position, pageRows)
    return { changes: changes.map(toRemoval), ...page }
  })
}

/**
 * Deletes the words and embeddings of expired items. If an item comes back, the background writers write them again.
 */
export async function deleteDerivedOfExpired({ tenantId, transaction }: TenantDatabase): Promise<void> {
  await transaction('delete derived', async (sql) => {
    for (const table of ['catalog.item_words', 'catalog.item_embeddings'])
      await sql`
        delete from ${sql(table)} derived using catalog.items i
        where derived.tenant_id = ${tenantId} and i.tenant_id = ${tenantId} and i.id = derived.id
          and i.expires_at <= now()`
  })
}

const toRemoval = ({ id, expires_at, deleted_at, alias_of }: RemovalRow): ItemRemoval => ({
  id,
  ...(deleted_at && alias_of !== null && { survivorId: alias_of }),
  fromMs: deleted_at ? Number.NEGATIVE_INFINITY : (expires_at?.getTime() ?? Number.POSITIVE_INFINITY),
})
