import type { Item, ItemBody, ItemLine } from '@inkling/contracts'
import {
  changeItem,
  type Database,
  deleteItem,
  listItems,
  type RestoredItem,
  readItem,
  readItemSummaries,
  restoreItem,
  saveItems,
  type VersionedItem,
} from '@inkling/database'
import type { Caller } from '@inkling/service-kit'

/** Reads and changes the items of the caller's tenant. */
export interface Items {
  /** Names the database cluster, in which versions and ids of transactions have their meaning. */
  readonly cluster: string
  read(id: string, caller: Caller): Promise<VersionedItem | undefined>
  /** Those of the ids that exist, without their texts, in no order. */
  readSummaries(ids: readonly string[], caller: Caller): Promise<Item[]>
  list(selection: Parameters<typeof listItems>[1], caller: Caller): Promise<Item[]>
  /** The ids must be distinct. */
  save(items: readonly ItemLine[], caller: Caller): ReturnType<typeof saveItems>
  /** Replaces one item by what `next` makes of it; if `next` throws, nothing changes. */
  change(
    id: string,
    next: (current: VersionedItem | undefined) => ItemBody,
    caller: Caller,
  ): ReturnType<typeof changeItem>
  /** Brings an archived item back; any other stays as it is. */
  restore(id: string, caller: Caller): Promise<RestoredItem>
  /** Returns the transaction's id. If `check` throws, nothing changes. */
  delete(id: string, check: (current: VersionedItem | undefined) => void, caller: Caller): Promise<bigint>
}

/** @param announce Tells the indexes that the items of a tenant changed; called after each commit. */
export function items(database: Pick<Database, 'of' | 'cluster'>, announce: (tenantId: string) => void): Items {
  const announced = async <T>(caller: Caller, write: Promise<T>): Promise<T> => {
    const result = await write
    announce(caller.principal.tenantId)
    return result
  }
  return {
    get cluster() {
      return database.cluster
    },
    read: (id, caller) => readItem(database.of(caller), id),
    readSummaries: (ids, caller) => readItemSummaries(database.of(caller), ids),
    list: (selection, caller) => listItems(database.of(caller), selection),
    save: (lines, caller) => announced(caller, saveItems(database.of(caller), lines)),
    change: (id, next, caller) => announced(caller, changeItem(database.of(caller), id, next)),
    restore: (id, caller) => announced(caller, restoreItem(database.of(caller), id)),
    delete: (id, check, caller) => announced(caller, deleteItem(database.of(caller), id, check)),
  }
}
