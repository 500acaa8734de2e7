import { type Cache, type Caches, keyOf } from '@inkling/cache'
import type { SearchRequest, SearchSettings } from '@inkling/contracts'
import type { CacheUse } from '@inkling/service-kit'
import type { Catalogue } from '../domain/catalogue.ts'
import type { ResultPage, SearchPlace } from '../domain/find-items.ts'

interface Asked {
  readonly tenantId: string
  readonly catalogue: Pick<Catalogue, 'revision'>
  readonly settings: SearchSettings
  readonly ask: SearchRequest
  readonly before: SearchPlace | undefined
}

/** Finds a page, or has it already. */
export type FoundPages = (asked: Asked, find: () => ResultPage) => Promise<{ page: ResultPage; use: CacheUse }>

const ttlMs = 300_000
/** What an item with its highlights takes, about. */
const hitBytes = 1_500

/**
 * Pages of results that depend on nobody, in memory. A page is named by the revision of the catalogue, by the settings
 * and by the whole request, so it is never old: a change of any of them names another page. Pages are not shared
 * through Redis, because the revision is that of one process's index.
 */
export function foundPages(caches: Pick<Caches, 'define'>): FoundPages {
  const cache: Cache<ResultPage> = caches.define({
    name: 'search-page',
    isShared: false,
    ttlMs,
    backoffMs: 0,
    sizeBytes: ({ data, facets }) => hitBytes * data.length + (facets ? JSON.stringify(facets).length : 0),
  })
  const versions = new WeakMap<SearchSettings, number>()
  let latestVersion = 0
  const versionOf = (settings: SearchSettings) => {
    const version = versions.get(settings) ?? ++latestVersion
    versions.set(settings, version)
    return version
  }

  return async ({ tenantId, catalogue, settings, ask, before }, find) => {
    const key = keyOf(tenantId, catalogue.revision, versionOf(settings), requestOf(ask, before))
    const { value, status, ageMs } = await cache.lookup(key, async () => find())
    return { page: value, use: { status, ageMs, ttlMs } }
  }
}

/** All that a page depends on beside the catalogue and the settings. */
const requestOf = ({ q, prefix, limit, filter, sort, mode, explain, facets }: SearchRequest, before?: SearchPlace) =>
  JSON.stringify([q, prefix, limit, filter, sort, mode, explain, facets, before])
