import { hash } from 'node:crypto'
import { type Caches, keyOf } from '@inkling/cache'
import type { Item, LookedUp, ScoredItems, SimilarRequest } from '@inkling/contracts'
import type { Dismissers } from '@inkling/database'
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
  /** `loadDismissers` tells who dismissed anything: nothing is loaded for others. */
  dismissals(
    tenantId: string,
    who: Who,
    load: () => Promise<readonly Dismissal[]>,
    loadDismissers: () => Promise<Dismissers | undefined>,
  ): Promise<readonly Dismissal[]>
}

/** Redis keeps tags for a week: it must not know who dismissed something. */
const ofPerson = (kind: 'user' | 'session', id: string) => `dismissed/${hash('sha256', `${kind}/${id}`)}`

/** Of who dismissed anything. */
const dismissersTag = 'dismissers'

/** The tags of what is kept of the dismissals of these people. */
export const dismissalTags = (people: readonly Who[]): string[] => [dismissersTag, ...people.flatMap(tagsOfPerson)]

const tagsOfPerson = ({ userId, sessionId }: Who): string[] => [
  ...(userId === undefined ? [] : [ofPerson('user', userId)]),
  ...(sessionId === undefined ? [] : [ofPerson('session', sessionId)]),
]

/**
 * Keeps lists of similar items and descriptions of items for a minute, and who dismissed what for half a minute; a
 * change of an item, and a new dismissal, makes them invalid in every process. What a request with a
 * `Consistency-Token` needs is never taken from here.
 */
export function keptSources(caches: Pick<Caches, 'define'>): KeptSources {
  const here = { isShared: false, backoffMs: 0 } as const
  const lists = caches.define<ScoredItems>({
    ...{ ...here, name: 'similar-items', ttlMs: 60_000, graceMs: 60_000 },
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
  const dismissers = caches.define<ReadonlySet<string> | null>({
    // While Redis is late, on a machine that has too much to do, each answer would read it again.
    ...{ ...here, name: 'dismissers', ttlMs: 30_000, graceMs: 30_000, unconfirmedMs: 10_000 },
    sizeBytes: (people) => 100 + 100 * (people?.size ?? 0),
  })
  return {
    similar: (tenantId, body, load) =>
      lists.get(keyOf(tenantId, JSON.stringify(body)), load, { tags: ['items', 'catalogue'] }),
    async items(tenantId, itemIds, load) {
      const read = async (ids: string[]) => new Map((await load(ids)).data.map((item) => [item.id, item]))
      const held = itemIds.map((id) => items.hit(keyOf(tenantId, id)))
      const missing = itemIds.filter((_, n) => held[n] === undefined)
      const first = new Set(missing)
      let loading: ReturnType<typeof read> | undefined
      // There is no call if Redis confirms what is in memory. An item that changes while it is loaded is loaded again.
      const find = async (id: string) => {
        if (!first.delete(id)) return (await read([id])).get(id) ?? null
        loading ??= read(missing)
        return (await loading).get(id) ?? null
      }
      const tagsOf = (id: string) => [`items/${id}`, 'catalogue']
      const found = await Promise.all(
        missing.map((id) => items.get(keyOf(tenantId, id), () => find(id), { tags: tagsOf(id) })),
      )
      return [...held, ...found].filter((item) => item !== undefined && item !== null)
    },
    async dismissals(tenantId, who, load, loadDismissers) {
      const people = async () => peopleOf(await loadDismissers())
      const known = await dismissers.get(keyOf(tenantId, 'all'), people, { tags: [dismissersTag] })
      const tags = tagsOfPerson(who)
      if (known && !tags.some((tag) => known.has(tag))) return []
      return dismissals.get(keyOf(tenantId, JSON.stringify([who.userId, who.sessionId])), load, { tags })
    },
  }
}

/** By their tags; null if they are too many to be known. */
const peopleOf = (dismissers: Dismissers | undefined): ReadonlySet<string> | null =>
  dismissers
    ? new Set([
        ...dismissers.userIds.map((id) => ofPerson('user', id)),
        ...dismissers.sessionIds.map((id) => ofPerson('session', id)),
      ])
    : null
