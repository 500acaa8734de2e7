import { atHorizon, currentHorizon, type Database, newestSnapshotVersion, readNewestSnapshot } from '@inkling/database'
import type { ModelSource } from '@inkling/read-model'
import { BehaviourLegs, decodeSearchSnapshot } from '@inkling/search-index'
import { type Logger, metrics } from '@inkling/telemetry'
import { Catalogue } from '../domain/catalogue.ts'
import { type ItemChange, readAllItems, readItemsAfter } from './item-store.ts'
import type { SettingsCache } from './settings-cache.ts'

export interface CatalogueSourceOptions {
  readonly database: Database
  readonly settings: Pick<SettingsCache, 'refresh'>
  readonly maxBytes: number
  readonly logger: Logger
}

const kind = 'search'

/** Indexes of items: from all rows, then by tailing, with the newest snapshot of what users did. One that would not fit into `maxBytes` is not loaded to its end. */
export function catalogueSource({
  database,
  settings,
  maxBytes,
  logger,
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
      const snapshot = await readNewestSnapshot(database, tenantId, kind)
      const behaviour = snapshot && decode(snapshot.body, logger)
      if (behaviour) model.behaviour = behaviour
      return { model, position: atHorizon(horizon), version: snapshot?.version ?? 0n }
    },
    readChanges: (tenantId, position) => readItemsAfter(database, tenantId, position),
    apply(_tenantId, catalogue, changes) {
      for (const { id, item } of changes) {
        if (item) catalogue.put(item)
        else catalogue.remove(id)
      }
      metrics.tailChanges.inc(changes.length)
    },
    newestVersion: (tenantId) => newestSnapshotVersion(database, tenantId, kind),
    bytes: (model) => model.bytes,
  }
}

/** A snapshot of another version of the software is left aside. */
function decode(body: Uint8Array, logger: Logger): BehaviourLegs | undefined {
  try {
    return new BehaviourLegs(decodeSearchSnapshot(body).behaviour)
  } catch (error) {
    logger.warn({ err: error }, 'the search snapshot cannot be read; ranking without behaviour')
    return undefined
  }
}
