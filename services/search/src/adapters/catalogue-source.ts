import { atHorizon, currentHorizon, type Database } from '@inkling/database'
import type { ModelSource } from '@inkling/read-model'
import { metrics } from '@inkling/telemetry'
import { Catalogue } from '../domain/catalogue.ts'
import { type ItemChange, readAllItems, readItemsAfter } from './item-store.ts'
import type { SettingsCache } from './settings-cache.ts'

export interface CatalogueSourceOptions {
  readonly database: Database
  readonly settings: Pick<SettingsCache, 'refresh'>
  readonly maxBytes: number
}

/** Indexes of items: from all rows, then by tailing. One that would not fit into `maxBytes` is not loaded to its end. */
export function catalogueSource({
  database,
  settings,
  maxBytes,
}: CatalogueSourceOptions): ModelSource<Catalogue, ItemChange> {
  return {
    async load(tenantId) {
      const model = new Catalogue(await settings.refresh(tenantId))
      const horizon = await currentHorizon(database, tenantId)
      for await (const page of readAllItems(database, tenantId, horizon)) {
        for (const item of page) model.put(item)
        if (model.index.bytes > maxBytes)
          throw new RangeError(`the index of ${model.index.size} items and more needs over ${maxBytes} bytes`)
      }
      return { model, position: atHorizon(horizon), version: 0n }
    },
    readChanges: (tenantId, position) => readItemsAfter(database, tenantId, position),
    apply(_tenantId, catalogue, changes) {
      for (const { id, item } of changes) {
        if (item) catalogue.put(item)
        else catalogue.remove(id)
      }
      metrics.tailChanges.inc(changes.length)
    },
    newestVersion: async () => 0n,
    bytes: ({ index }) => index.bytes,
  }
}
