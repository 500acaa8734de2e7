import type { SearchRequest } from '@inkling/contracts'
import { type CacheUse, type Caller, refusesConsent } from '@inkling/service-kit'
import type { FastifyRequest } from 'fastify'
import type { FoundPages } from '../adapters/found-pages.ts'
import type { QueryLog } from '../adapters/query-log.ts'
import type { ServeCatalogue, ServedCatalogue } from '../adapters/served-catalogues.ts'
import type { TenantSettings } from '../adapters/tenant-settings.ts'
import type { AffinityOf } from '../adapters/user-affinity.ts'
import type { EmbeddingsAnswer } from '../domain/embeddings-leg.ts'
import { findItems, type ResultPage, type SearchPlace } from '../domain/find-items.ts'
import { isBlended } from '../domain/is-blended.ts'
import { normalisedQuery } from '../domain/normalised-query.ts'
import { propensities } from '../domain/propensities.ts'

export interface SearchItemsOptions {
  readonly serve: ServeCatalogue
  readonly settings: Pick<TenantSettings, 'get'>
  readonly queries: Pick<QueryLog, 'record'>
  readonly near: (ask: SearchRequest, caller: Caller) => Promise<EmbeddingsAnswer>
  readonly affinityOf: AffinityOf
  readonly pages: FoundPages
  /** Names this process, whose revisions of catalogues are its own. */
  readonly processId: string
}

interface SearchQuestion {
  readonly ask: SearchRequest
  /** Where the page before ended. */
  readonly before: SearchPlace | undefined
  readonly caller: Caller
  /** Carries the Consistency-Token and the consent. */
  readonly request: FastifyRequest
  /** An earlier search is made again: its query is not counted. */
  readonly isReplay?: boolean
}

interface SearchFindings extends ResultPage {
  readonly epoch: number
  readonly cache: CacheUse
  readonly servedBy: ServedCatalogue['servedBy']
  readonly degraded: readonly string[]
  /** The facts that the receipt keeps for learning from clicks. */
  readonly logged: {
    readonly query: string
    readonly propensities: readonly number[]
    readonly isBlended: boolean
    readonly details: { readonly version: string }
  }
}

/** Fetches all that a search needs, and returns the search itself, which asks nobody else. */
export type PrepareSearch = (question: SearchQuestion) => Promise<() => Promise<SearchFindings>>

export function searchItems(options: SearchItemsOptions): PrepareSearch {
  const { serve, settings, queries, near, affinityOf, pages, processId } = options
  return async ({ ask, before, caller, request, isReplay }) => {
    const { tenantId } = caller.principal
    const embeddings = near(ask, caller)
    const [served, tenantSettings, affinity, embedded] = await Promise.all([
      serve(ask.q, embeddings, request, caller),
      settings.get(tenantId, caller.deadline.remainingMs),
      affinityOf(ask, caller),
      embeddings,
    ])
    return async () => {
      const { catalogue, servedBy, epoch } = served
      const isWhole = servedBy === 'index'
      const known = { isWhole, settings: tenantSettings, before, affinity, near: embedded.near, nowMs: Date.now() }
      const find = () => findItems(catalogue, ask, known)
      // What prediction or the endpoint of embeddings said of this request is no part of a page's name.
      const isForAll = affinity.size === 0 && embedded.near === undefined
      const isKept = isWhole && isForAll && served.degraded.length === 0 && embedded.degraded.length === 0
      const { page: found, use } = isKept
        ? await pages({ tenantId, catalogue, settings: tenantSettings, ask, before }, find)
        : { page: find(), use: notAsked }
      const query = normalisedQuery(ask.q)
      // A query that is still being typed would be counted for each of its letters.
      const isCounted = !before && !ask.prefix && !isReplay && !refusesConsent(request)
      if (isCounted) queries.record(tenantId, query, found.data.length === 0, ask.userId ?? ask.sessionId)
      const missing = shortOf(ask, isWhole, catalogue.index.model !== undefined)
      const places = propensities(before?.count ?? 0, found.data.length)
      return {
        ...found,
        cache: use,
        epoch,
        servedBy,
        degraded: [...served.degraded, ...embedded.degraded, ...missing],
        logged: {
          query,
          propensities: places,
          isBlended: isWhole && isBlended(ask),
          details: { version: `${processId}.${catalogue.revision}` },
        },
      }
    }
  }
}

const notAsked: CacheUse = { status: 'none', ageMs: 0, ttlMs: 0 }

/** The requested parts that are missing: facets or an order of some of the matches are not those of all. */
const shortOf = (ask: SearchRequest, isWhole: boolean, hasMeaning: boolean): string[] => [
  ...(isWhole ? [] : (['facets', 'sort'] as const).filter((field) => ask[field] !== undefined)),
  ...(ask.mode === 'semantic' && !hasMeaning ? ['meaning'] : []),
]
