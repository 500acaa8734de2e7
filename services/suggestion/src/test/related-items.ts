import type { RelatedItems } from '@inkling/contracts'

/** What prediction answers, made from the scores of items by source. */
export function relatedItems(bySource: Record<string, Record<string, number>>, epoch: number): RelatedItems {
  const itemIds = [...new Set(Object.values(bySource).flatMap((scores) => Object.keys(scores)))]
  const columns = Object.entries(bySource).map(([source, scores]) => {
    const greatest = Math.max(...Object.values(scores))
    return [source, itemIds.map((id) => Math.round((1e6 * (scores[id] ?? 0)) / greatest))] as const
  })
  return { itemIds, scores: Object.fromEntries(columns), epoch }
}
