import type { Item, ItemBody } from '@inkling/contracts'

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

export interface VersionedItem {
  readonly item: Item
  readonly etag: string
}

export const etagOf = (row: ItemRow): string => `"${row.seq.toString(36)}"`

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

/** The body again, as a patch is applied to it. */
export function toBody({ item }: VersionedItem): ItemBody {
  const { id: _id, createdAt: _createdAt, updatedAt: _updatedAt, ...body } = item
  return body
}
