import type { Item } from '@inkling/contracts'
import type { Sql } from '../client/tenant-database.ts'

/** A row of `catalog.items`. */
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
  /** Also of an item that was withdrawn. */
  readonly deleted_at: Date | null
  /** The item into which it was merged. */
  readonly alias_of: string | null
  readonly is_archived: boolean
}

export const itemColumns = (sql: Sql) => sql`
  id, title, text, kind, tags, attributes, url, size_bytes, expires_at, created_at, updated_at, deleted_at, alias_of,
  is_archived`

/** Whether the item was merged or archived: it is served no more, and keeps its content. */
export const isWithdrawn = (sql: Sql) => sql`(deleted_at is not null and (alias_of is not null or is_archived))`

export interface RemovedFact {
  readonly is_removed: boolean
}

/** Whether the item is deleted or has expired. */
export const isRemoved = (sql: Sql) => sql`
  (deleted_at is not null or coalesce(expires_at <= now(), false)) as is_removed`

/** The row as clients see it: a field that was never given is absent. */
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
