import type { RelatedItems, RelatedRequest } from '@inkling/contracts'
import type { NextItemModel, RelatedItem, Removals } from '@inkling/predictors'

const defaultLimit = 50

/**
 * The items that behaviour suggests for the given ones, scored by source. Every source looks at the same user, the same
 * items and the same time. What anybody does next is the trend, so there is no `nextItem` if nothing is known of the
 * user and of the given items.
 * @param without the names of components that are not asked
 */
export function relatedItems(
  model: NextItemModel,
  { itemIds, userId, sessionId, limit = defaultLimit }: Omit<RelatedRequest, 'at'>,
  atMs: number,
  removals?: Removals,
  without?: ReadonlySet<string>,
): Pick<RelatedItems, 'itemIds' | 'scores'> {
  const given = new Set(itemIds)
  const query = {
    atMs,
    limit: limit + given.size,
    ...(itemIds.length > 0 && { recent: itemIds }),
    ...(userId !== undefined && { userId }),
    ...(sessionId !== undefined && { sessionId }),
    ...(removals && { removals }),
  }
  const fresh = <T extends { readonly itemId: string }>(items: readonly T[]) =>
    items.filter(({ itemId }) => !given.has(itemId)).slice(0, limit)
  const { items, user } = model.contextOf(query)
  const isAnybody = items.length === 0 && user < 0
  const byComponent = (name: string) => (without?.has(name) ? [] : fresh(model.scoredBy(name, query)))
  // Content has a source of its own: search says what reads like the items.
  const predicted = isAnybody ? [] : model.predict({ ...query, without: new Set([...(without ?? []), 'content']) })
  return tableOf({
    coOccurrence: model.related(itemIds, limit, removals, atMs),
    nextItem: fresh(predicted.map(({ itemId, probability }) => ({ itemId, score: probability }))),
    trend: byComponent('trend'),
    timeOfWeek: byComponent('timeOfWeek'),
    usualHour: without?.has('timeOfWeek') ? [] : fresh(model.usualAt(atMs, query.limit, removals)),
  })
}

/** An item that a source lists has 1 at least. */
const millionths = (share: number) => Math.max(1, Math.round(share * 1e6))

function tableOf(lists: Readonly<Record<string, readonly RelatedItem[]>>): Pick<RelatedItems, 'itemIds' | 'scores'> {
  const places = new Map<string, number>()
  for (const list of Object.values(lists))
    for (const { itemId } of list) if (!places.has(itemId)) places.set(itemId, places.size)
  const scores: Record<string, number[]> = {}
  for (const [source, list] of Object.entries(lists)) {
    const greatest = list.reduce((most, { score }) => Math.max(most, score), 0)
    if (greatest <= 0) continue
    const column = new Array<number>(places.size).fill(0)
    for (const { itemId, score } of list) column[places.get(itemId) as number] = millionths(score / greatest)
    scores[source] = column
  }
  return { itemIds: [...places.keys()], scores }
}
