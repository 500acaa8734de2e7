import { type ItemMatches, type ItemText, matchItems, maxMatches, type TenantDatabase } from '@inkling/database'
import { itemWords, maxCharacters, queryWords, sharedWords } from '../domain/item-words.ts'

/**
 * Finds, without an index in memory, the items that have the most and the rarest words of a query, and adds those of
 * the ids `besides`. A blank query finds the first items by id.
 */
export function candidateItems(
  database: TenantDatabase,
  query: string,
  besides: readonly string[] = [],
): Promise<ItemMatches> {
  const { tenantId } = database
  const words = query.trim() === '' ? undefined : queryWords(tenantId, query)
  const pick = (changed: readonly ItemText[]) => mostShared(tenantId, changed, words ?? [])
  return matchItems(database, { words, maxCharacters, pick, besides })
}

const mostShared = (tenantId: string, changed: readonly ItemText[], words: readonly number[]): string[] =>
  changed
    .map((item) => ({ id: item.id, shared: sharedWords(itemWords(tenantId, item), words) }))
    .filter(({ shared }) => shared > 0)
    .toSorted((a, b) => b.shared - a.shared)
    .slice(0, maxMatches)
    .map(({ id }) => id)
