import type { Item } from '@inkling/contracts'
import type { Database } from '../client/create-database.ts'

export interface ItemRow {
  readonly id: string
  readonly title: string
  readonly text: string | null
  readonly kind: string | null
  readonly tags: string[]
  readonly attributes: NonNullable<Item['attributes']>
  readonly url: string | null
  readonly size_bytes: bigint | null
  readonly expires_at: Date | null
  readonly created_at: Date
  readonly updated_at: Date
  readonly deleted_at: Date | null
  readonly seq: bigint
}

const pageRows = 500

/** Fields that were never given stay away. */
export function toItem(row: ItemRow): Item {
  return {
    id: row.id,
    title: row.title,
    ...(row.text !== null && { text: row.text }),
    ...(row.kind !== null && { kind: row.kind }),
    ...(row.tags.length > 0 && { tags: row.tags }),
    ...(Object.keys(row.attributes).length > 0 && { attributes: row.attributes }),
    ...(row.url !== null && { url: row.url }),
    ...(row.size_bytes !== null && { sizeBytes: Number(row.size_bytes) }),
    ...(row.expires_at !== null && { expiresAt: row.expires_at.toISOString() }),
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
  }
}

/** Items of transactions below `horizon`, a page at a time. */
export async function* readAllItems(database: Database, tenantId: string, horizon: bigint): AsyncGenerator<Item[]> {
  for (let afterId = ''; ; ) {
    const rows = await database.tenant(
      tenantId,
      { name: 'read items' },
      (sql) => sql<ItemRow[]>`
      select * from catalog.items
      where tenant_id = ${tenantId} and id > ${afterId} and deleted_at is null and xid < ${String(horizon)}::xid8
      order by id limit ${pageRows}`,
    )
    yield rows.map(toItem)
    const last = rows.at(-1)
    if (!last || rows.length < pageRows) return
    afterId = last.id
  }
}
