import { hashText } from '@inkling/learning'
import type { NextItemModel, PredictionQuery } from '@inkling/predictors'
import type { RemovedItems } from './removed-items.ts'

/** The lists come from a cache, which gives the same one to many predictions. */
const digests = new WeakMap<readonly string[], number>()

/**
 * What a prediction is made from besides its request: the revision of the model, `removed` (a digest of the items that
 * are deleted, were merged or expire; 0 without any) and `alike` (one of the items with content like that of the item
 * where the user is; 0 if none were known). The same request gives the same answer if all are equal. Call it after the
 * prediction, which may put late events in their places.
 */
export const revisionOf = (model: NextItemModel, removals: RemovedItems | undefined, query: PredictionQuery) => ({
  ...model.revision,
  removed: removals?.digest ?? 0,
  alike: query.without?.has('content') ? 0 : digestOf(model.neighboursAt(query)),
})

function digestOf(neighbours: readonly string[]): number {
  if (neighbours.length === 0) return 0
  const known = digests.get(neighbours)
  if (known !== undefined) return known
  const digest = hashText(JSON.stringify(neighbours)) || 1
  digests.set(neighbours, digest)
  return digest
}
