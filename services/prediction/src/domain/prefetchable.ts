import type { Answer, Item, PredictionRequest } from '@inkling/contracts'
import { choosePrefetch, hashText } from '@inkling/learning'

type Predictions = Answer['data']

export interface Prefetchable {
  readonly data: Predictions
  /** Of what the choice was made from besides the predictions: equal only for equal sizes and thresholds. */
  readonly digest: number
}

/** An item that is as probable as the threshold is fetched, too. */
const justBelow = 1 - 1e-9

/**
 * The predicted items that promise most per share of a budget, in the order in which to fetch them. The budget is never
 * exceeded: without a size, nobody knows whether an item fits into a budget of bytes. What is less probable than the
 * threshold costs more than it saves. An item that says `attributes.prefetch: false` is left out.
 * @param described the items that are known; others have no size
 */
export function prefetchable(
  predictions: Predictions,
  described: readonly Item[],
  threshold: number,
  { requests, bytes }: NonNullable<PredictionRequest['budget']>,
): Prefetchable {
  const items = new Map(described.map((item) => [item.id, item]))
  const fetchable = predictions.filter(({ itemId }) => {
    const { attributes, sizeBytes } = items.get(itemId) ?? {}
    return attributes?.prefetch !== false && (bytes === undefined || sizeBytes !== undefined)
  })
  const candidates = fetchable.map(({ itemId, probability = 0 }) => ({
    probability,
    cost: threshold * justBelow,
    ...(bytes !== undefined && { sizeBytes: items.get(itemId)?.sizeBytes ?? 0 }),
  }))
  const limits = { ...(requests !== undefined && { requests }), ...(bytes !== undefined && { bytes }) }
  const data = choosePrefetch(candidates, limits).flatMap((index) => fetchable[index] ?? [])
  return { data, digest: hashText(JSON.stringify([threshold, candidates.map(({ sizeBytes }) => sizeBytes)])) }
}
