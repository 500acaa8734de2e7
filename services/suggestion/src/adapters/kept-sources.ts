import { type Caches, keyOf } from '@inkling/cache'
import type { Item, LookedUp, ScoredItems, SimilarRequest } from '@inkling/contracts'
import type { Dismissal } from '../domain/dismissed.ts'
import type { Who } from '../domain/suggestion-sources.ts'

/** What several suggestions need alike, in the memory of this process. */
export interface KeptSources {
  similar(tenantId: string, body: SimilarRequest, load: () => Promise<ScoredItems>): Promise<ScoredItems>
  /** The items that exist, in no order. `load` is asked for those that are not in memory, all at once. */
  items(
    tenantId: string,
    itemIds: readonly string[],
    load: (itemIds: string[]) => Promise<LookedUp>,
  ): Promise<readonly Item[]>
  dismissals(tenantId: string, who: Who, load: () => Promise<readonly Dismissal[]>): Promise<readonly Dismissal[]>
}

const ofPerson = (kind: 'user' | 'session', id: string) => `dismissed/${kind}/${id}`

/** The tags of what is kept of a person's dismissals. */
export const dismissalTags = ({ userId, sessionId }: Who): string[] => [
  ...(userId === undefined ? [] : [ofPerson('user', userId)]),
  ...(sessionId === undefined ? [] : [ofPerson('session', sessionId)]),
]

/**
 * Keeps lists of similar items for ten seconds, descriptions of items for a minute, and dismissals of a person for half
 * a minute; a change of an item, and a new dismissal, makes them invalid in every process. What a request with a
 * `Consistency-Token` needs is never taken from here.
 */
export function keptSources(caches: Pick<Caches, 'define'>): KeptSources {
  const here = { isShared: false, backoffMs: 0 } as const
  const lists = caches.define<ScoredItems>({
    ...{ ...here, name: 'similar-items', ttlMs: 10_000, graceMs: 20_000 },
    sizeBytes: ({ data }) => 100 * data.length,
  })
  const items = caches.define<Item | null>({
    ...{ ...here, name: 'described-items', ttlMs: 60_000, graceMs: 60_000, unknownTtlMs: 5_000, maxEntries: 50_000 },
    sizeBytes: () => 1_000,
  })
  const dismissals = caches.define<readonly Dismissal[]>({
    ...{ ...here, name: 'dismissals', ttlMs: 30_000, graceMs: 30_000 },
    sizeBytes: (list) => 100 + 100 * list.length,
  })
  return {
    similar: (tenantId, body, load) =>
      lists.get(keyOf(tenantId, JSON.stringify(body)), load, { tags: ['items', 'catalogue'] }),
    async items(tenantId, itemIds, load) {
      const read = async (ids: string[]) => new Map((await load(ids)).data.map((item) => [item.id, item]))
      const missing = new Set(itemIds.filter((id) => items.hit(keyOf(tenantId, id)) === undefined))
      const loading = missing.size > 0 ? read([...missing]) : undefined
      // Each of its keys waits for the one call, and gets its rejection.
      loading?.catch(() => {})
      const find = async (id: string) => {
        const loaded = loading && missing.has(id) ? loading : read([id])
        return (await loaded).get(id) ?? null
      }
      const tagsOf = (id: string) => [`items/${id}`, 'catalogue']
      const found = await Promise.all(
        itemIds.map((id) => items.get(keyOf(tenantId, id), () => find(id), { tags: tagsOf(id) })),
      )
      return found.filter((item) => item !== null)
    },
    dismissals: (tenantId, who, load) =>
      dismissals.get(keyOf(tenantId, JSON.stringify([who.userId, who.sessionId])), load, { tags: dismissalTags(who) }),
  }
}
