import {
  atHorizon,
  currentHorizon,
  type Database,
  type ItemRemoval,
  readItemRemovals,
  readItemRemovalsAfter,
} from '@inkling/database'
import type { ModelSource } from '@inkling/read-model'
import { RemovedItems } from '../domain/removed-items.ts'

/**
 * The items that must not be predicted: first those of the catalogue, then its tail.
 * @param onReturn called when items of a tenant that were removed are there again
 */
export function removedItemsSource(
  database: Pick<Database, 'background' | 'cluster'>,
  onReturn: (tenantId: string) => void = () => {},
): ModelSource<RemovedItems, ItemRemoval> {
  return {
    get cluster() {
      return database.cluster
    },
    async load(tenantId) {
      const model = new RemovedItems()
      const tenant = database.background(tenantId)
      const horizon = await currentHorizon(tenant)
      for await (const page of readItemRemovals(tenant, horizon)) setAll(model, page)
      return { model, position: atHorizon(horizon), version: 0n }
    },
    readChanges: (tenantId, position) => readItemRemovalsAfter(database.background(tenantId), position),
    apply(tenantId, model, changes) {
      const nowMs = Date.now()
      const isReturning = changes.some(({ id, fromMs }) => model.from(id) <= nowMs && fromMs > nowMs)
      setAll(model, changes)
      if (isReturning) onReturn(tenantId)
    },
    newestVersion: async () => 0n,
    bytes: (model) => model.bytes,
  }
}

function setAll(model: RemovedItems, removals: readonly ItemRemoval[]): void {
  for (const { id, fromMs, survivorId } of removals) model.set(id, fromMs, survivorId)
}
