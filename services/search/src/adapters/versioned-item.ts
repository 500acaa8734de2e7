import type { Item, ItemBody } from '@inkling/contracts'
import type { ItemRow } from '@inkling/database'

export interface VersionedItem {
  readonly item: Item
  readonly etag: string
}

export const etagOf = (row: ItemRow): string => `"${row.seq.toString(36)}"`

/** The body again, as a patch is applied to it. */
export function toBody({ item }: VersionedItem): ItemBody {
  const { id: _id, createdAt: _createdAt, updatedAt: _updatedAt, ...body } = item
  return body
}
