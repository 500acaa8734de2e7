import { type Cache, type Caches, keyOf } from '@inkling/cache'
import type { SuggestionRequest } from '@inkling/contracts'
import type { CacheUse } from '@inkling/service-kit'
import type { Suggestions } from '../domain/suggest.ts'

type Found = Suggestions & { readonly cache: CacheUse }

/** Suggestions for a request that names nobody, or those that it got lately. `suggest` must depend on nothing else. */
type KeptSuggestions = (
  tenantId: string,
  request: SuggestionRequest,
  suggest: () => Promise<Suggestions>,
  /** How long this request can wait for suggestions that it shares. */
  waitMs: number,
  /** Suggestions that lack a part because of the load are kept, too, but apart. */
  isLoadHigh: boolean,
) => Promise<Found>

const ttlMs = 1_000
const graceMs = 9_000
const itemBytes = 1_000
/** Of a change of any item. */
const tags = ['items', 'catalogue', 'suggestions']
const use = (status: CacheUse['status'], ageMs = 0): CacheUse => ({ status, ageMs, ttlMs })

/** Suggestions that lack something are answered to who waits for them, and not kept. */
class Incomplete extends Error {
  readonly suggestions: Suggestions
  constructor(suggestions: Suggestions) {
    super('suggestions lack something')
    this.suggestions = suggestions
  }
}

/**
 * Keeps suggestions for a second, and for nine more while they are made again. Any change of an item makes them
 * invalid, and so does the expiry of one of theirs.
 */
export function keptSuggestions(caches: Pick<Caches, 'define'>, clock: () => number = Date.now): KeptSuggestions {
  const cache: Cache<Suggestions> = caches.define({
    name: 'suggestions',
    // What is incomplete here counts as a failed load, which other processes must not hear of.
    isShared: false,
    ttlMs,
    graceMs,
    backoffMs: 0,
    sizeBytes: ({ data }) => itemBytes * data.length,
  })
  const hasExpired = ({ data }: Suggestions) =>
    data.some(({ item }) => item?.expiresAt !== undefined && Date.parse(item.expiresAt) <= clock())

  return async (tenantId, request, suggest, waitMs, isLoadHigh) => {
    const key = keyOf(tenantId, JSON.stringify([request, isLoadHigh]))
    const load = async () => {
      const suggestions = await suggest()
      if (suggestions.degraded.some((part) => part !== 'load')) throw new Incomplete(suggestions)
      return suggestions
    }
    try {
      const { value, status, ageMs } = await cache.lookup(key, load, { tags, waitMs })
      if (hasExpired(value)) return { ...(await suggest()), cache: use('none') }
      return { ...value, cache: use(status, ageMs) }
    } catch (error) {
      if (error instanceof Incomplete) return { ...error.suggestions, cache: use('none') }
      throw error
    }
  }
}
