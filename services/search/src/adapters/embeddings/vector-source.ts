import {
  atHorizon,
  currentHorizon,
  type Database,
  type ItemEmbedding,
  readAllEmbeddings,
  readEmbeddingsAfter,
} from '@inkling/database'
import type { ModelSource } from '@inkling/read-model'
import { VectorIndex } from '@inkling/search-index'
import { readModelMetrics } from '@inkling/telemetry'

export interface VectorSourceOptions {
  readonly database: Pick<Database, 'background' | 'cluster'>
  /** As `vectorSpace` names it. */
  readonly space: string
  readonly maxBytes: number
  readonly metrics?: ReturnType<typeof readModelMetrics>
}

/**
 * The embeddings of a tenant's items in memory: first all rows, then the tail. Loading fails if they need more than
 * `maxBytes`.
 */
export function vectorSource({
  database,
  space,
  maxBytes,
  metrics = readModelMetrics(),
}: VectorSourceOptions): ModelSource<VectorIndex, ItemEmbedding> {
  return {
    get cluster() {
      return database.cluster
    },
    async load(tenantId) {
      const model = new VectorIndex()
      const tenant = database.background(tenantId)
      const horizon = await currentHorizon(tenant)
      // Some rows are newer than the horizon: reading them again by the tail changes nothing.
      for await (const page of readAllEmbeddings(tenant, space)) {
        putAll(model, page)
        if (model.bytes > maxBytes)
          throw new RangeError(`the embeddings of ${model.size} items need more than ${maxBytes} bytes`)
      }
      return { model, position: atHorizon(horizon), version: 0n }
    },
    readChanges: (tenantId, position) => readEmbeddingsAfter(database.background(tenantId), space, position),
    apply(_tenantId, model, changes) {
      putAll(model, changes)
      metrics.tailChanges.inc(changes.length)
    },
    newestVersion: async () => 0n,
    bytes: (model) => model.bytes,
  }
}

/**
 * Puts embeddings into the index, which copies them. It leaves out a vector of another length: the endpoint changed its
 * model and kept the name.
 */
function putAll(model: VectorIndex, changes: readonly ItemEmbedding[]): void {
  for (const { id, embedding } of changes) {
    if (embedding.length === 0) model.remove(id)
    else model.put(id, new Int8Array(embedding))
  }
}
