import { calls, type SearchRequest } from '@inkling/contracts'
import type { ReceiptWriter } from '@inkling/database'
import { answering, type Caller, type CallRequest, cursors, implement } from '@inkling/service-kit'
import type { FastifyInstance } from 'fastify'
import type { Embeddings, FoundNear } from '../adapters/embeddings/embeddings.ts'
import type { QueryLog } from '../adapters/query-log.ts'
import type { ServeCatalogue, ServedCatalogue } from '../adapters/served-catalogues.ts'
import type { SettingsCache } from '../adapters/settings-cache.ts'
import type { AffinityOf } from '../adapters/user-affinity.ts'
import { findItems, type SearchPlace } from '../domain/find-items.ts'
import { isBlended } from '../domain/is-blended.ts'
import { normalisedQuery } from '../domain/normalised-query.ts'
import { propensities } from '../domain/propensities.ts'

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

type Call = Pick<CallRequest<typeof calls.search>, 'principal' | 'request' | 'reply' | 'deadline'>

/** Where a page ended, and what it was made of: the next is made of that too. It holds for the same search alone. */
interface Cursor extends SearchPlace {
  readonly servedBy: ServedCatalogue['servedBy']
  readonly isWithoutEmbeddings: boolean
}

const nothingNear: FoundNear = { degraded: [] }
const withoutEmbeddings: FoundNear = { degraded: ['embeddings'] }

export async function searchRoute(
  app: FastifyInstance,
  { serve, settings, queries, embedded, affinityOf, receipts, secret }: SearchOptions,
): Promise<void> {
  const answer = answering({ kind: 'search', servedBy: 'index', receipts, secret })

  async function nearOf(ask: SearchRequest, caller: Caller, before: Cursor | undefined): Promise<FoundNear> {
    if (before?.isWithoutEmbeddings) return withoutEmbeddings
    return embedded?.near(ask, caller) ?? nothingNear
  }

  async function find(ask: SearchRequest, { principal, request, reply, deadline }: Call) {
    const { tenantId } = principal
    const cursor = cursors<Cursor>(
      secret,
      `search ${tenantId} ${JSON.stringify([ask.q, ask.prefix, ask.filter, ask.sort, ask.mode])}`,
    )
    const before = ask.cursor ? cursor.decode(ask.cursor) : undefined
    const caller = { principal, deadline }
    const embeddings = nearOf(ask, caller, before)
    const [served, tenantSettings, affinity, near] = await Promise.all([
      serve({ query: ask.q, before: before?.servedBy, near: embeddings }, request, caller),
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
      const place = next && { ...next, servedBy, isWithoutEmbeddings: near.degraded.length > 0 }
      const page = { nextCursor: place ? cursor.encode(place) : null, hasMore: next !== undefined }
      const degraded = [...served.degraded, ...near.degraded]
      const places = propensities(before?.shown ?? 0, data.length)
      const logged = { query, propensities: places, isBlended: isWhole && isBlended(ask) }
      return { ...found, page, epoch, servedBy, degraded, logged }
    })
  }

  implement(app, calls.search, (call) => find(call.body, call))
  implement(app, calls.searchByQuery, ({ query: { facets, ...ask }, ...call }) =>
    find({ ...ask, ...(facets !== undefined && { facets: facets.split(',').map((field) => field.trim()) }) }, call),
  )
}
