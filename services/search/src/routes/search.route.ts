import { calls, type SearchRequest } from '@inkling/contracts'
import type { ReceiptWriter } from '@inkling/database'
import { answering, type Caller, implement } from '@inkling/service-kit'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Embeddings, FoundNear } from '../adapters/embeddings/embeddings.ts'
import type { QueryLog } from '../adapters/query-log.ts'
import type { ServeCatalogue } from '../adapters/served-catalogues.ts'
import type { SettingsCache } from '../adapters/settings-cache.ts'
import type { AffinityOf } from '../adapters/user-affinity.ts'
import { findItems } from '../domain/find-items.ts'
import { isBlended } from '../domain/is-blended.ts'
import { normalisedQuery } from '../domain/normalised-query.ts'
import { propensities } from '../domain/propensities.ts'
import { searchCursors } from './search-cursors.ts'

export interface SearchOptions {
  readonly serve: ServeCatalogue
  readonly settings: SettingsCache
  readonly queries: QueryLog
  /** Absent without an endpoint. */
  readonly embedded: Embeddings | undefined
  readonly affinityOf: AffinityOf
  readonly receipts: ReceiptWriter
  readonly secret: string
}

type Call = Caller & { readonly request: FastifyRequest; readonly reply: FastifyReply }

const nothingNear: FoundNear = { degraded: [] }

/** What an answer is short of that was asked for: facets or an order of some of the matches are not those of all. */
const shortOf = (ask: SearchRequest, isWhole: boolean, hasMeaning: boolean): string[] => [
  ...(isWhole ? [] : (['facets', 'sort'] as const).filter((field) => ask[field] !== undefined)),
  ...(ask.mode === 'semantic' && !hasMeaning ? ['meaning'] : []),
]

export async function searchRoute(
  app: FastifyInstance,
  { serve, settings, queries, embedded, affinityOf, receipts, secret }: SearchOptions,
): Promise<void> {
  const answer = answering({ kind: 'search', servedBy: 'index', receipts, secret })

  async function find(ask: SearchRequest, { principal, request, reply, deadline }: Call) {
    const { tenantId } = principal
    // It holds for the same search alone.
    const cursor = searchCursors(
      secret,
      `search ${tenantId} ${JSON.stringify([ask.q, ask.prefix, ask.filter, ask.sort, ask.mode])}`,
    )
    const before = ask.cursor ? cursor.decode(ask.cursor) : undefined
    const caller = { principal, deadline }
    const embeddings = embedded?.near(ask, caller) ?? Promise.resolve(nothingNear)
    const [served, tenantSettings, affinity, near] = await Promise.all([
      serve(ask.q, embeddings, request, caller),
      settings.get(tenantId),
      affinityOf(ask, caller),
      embeddings,
    ])
    return answer(reply, { ...ask, tenantId }, () => {
      const { catalogue, servedBy, epoch } = served
      const isWhole = servedBy === 'index'
      const options = { isWhole, settings: tenantSettings, before, affinity, near: near.near, nowMs: Date.now() }
      const { next, ...found } = findItems(catalogue, ask, options)
      const { data } = found
      const query = normalisedQuery(ask.q)
      // What is still being typed would count a query for each of its letters.
      if (!before && !ask.prefix) queries.record(tenantId, query, data.length === 0)
      const page = { nextCursor: next ? cursor.encode(next) : null, hasMore: next !== undefined }
      const degraded = [
        ...served.degraded,
        ...near.degraded,
        ...shortOf(ask, isWhole, catalogue.index.model !== undefined),
      ]
      const places = propensities(before?.count ?? 0, data.length)
      const logged = { query, propensities: places, isBlended: isWhole && isBlended(ask) }
      return { ...found, page, epoch, servedBy, degraded, logged }
    })
  }

  implement(app, calls.search, (call) => find(call.body, call))
  implement(app, calls.searchByQuery, ({ query: { facets, ...ask }, ...call }) =>
    find({ ...ask, ...(facets !== undefined && { facets: facets.split(',').map((field) => field.trim()) }) }, call),
  )
}
