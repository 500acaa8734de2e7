import { calls, type Ranked, type SearchRequest } from '@inkling/contracts'
import type { ReceiptWriter } from '@inkling/database'
import type { Position, SearchHit } from '@inkling/search-index'
import { answering, type CallRequest, cursors, implement } from '@inkling/service-kit'
import type { FastifyInstance } from 'fastify'
import type { ServeCatalogue, ServedCatalogue } from '../adapters/served-catalogues.ts'
import type { Catalogue } from '../domain/catalogue.ts'
import { itemFilter } from '../domain/item-filter.ts'

export interface SearchOptions {
  readonly serve: ServeCatalogue
  readonly receipts: ReceiptWriter
  readonly secret: string
}

type Call = Pick<CallRequest<typeof calls.search>, 'principal' | 'request' | 'reply' | 'deadline'>

/** Where a page ended, and who served it. */
interface Cursor extends Position {
  readonly servedBy: ServedCatalogue['servedBy']
}

const defaultLimit = 10

export async function searchRoute(app: FastifyInstance, { serve, receipts, secret }: SearchOptions): Promise<void> {
  const answer = answering({ kind: 'search', servedBy: 'index', receipts, secret })

  async function find(ask: SearchRequest, { principal, request, reply, deadline }: Call) {
    const cursor = cursors<Cursor>(secret, `search ${principal.tenantId}`)
    const after = ask.cursor ? cursor.decode(ask.cursor) : undefined
    const served = await serve({ query: ask.q, before: after?.servedBy }, request, { principal, deadline })
    const { catalogue, servedBy } = served
    return answer(reply, { ...ask, tenantId: principal.tenantId }, () => {
      const { hits, next } = catalogue.index.search({
        query: ask.q,
        limit: ask.limit ?? defaultLimit,
        filter: itemFilter(catalogue, ask.filter, Date.now()),
        highlight: true,
        ...(after && { after }),
        ...(ask.explain && { explain: true }),
      })
      const nextCursor = next ? cursor.encode({ score: next.score, id: next.id, servedBy }) : null
      const page = { nextCursor, hasMore: next !== undefined }
      const data = hits.map((hit) => toRanked(catalogue, hit))
      return { data, page, epoch: served.epoch, servedBy, degraded: served.degraded }
    })
  }

  implement(app, calls.search, (call) => find(call.body, call))
  implement(app, calls.searchByQuery, (call) => find(call.query, call))
}

function toRanked(catalogue: Catalogue, { id, score, highlight, terms }: SearchHit): Ranked {
  const item = catalogue.summary(id)
  return {
    itemId: id,
    score,
    ...(item && { item }),
    ...(highlight && { highlight: { ...highlight } }),
    ...(terms && {
      reasons: terms.map(({ term, score: share }) => ({ model: `bm25f:${term}`, weight: 1, score: share })),
    }),
  }
}
