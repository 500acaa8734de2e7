import { calls, type Ranked, type SearchRequest } from '@inkling/contracts'
import type { ReceiptWriter } from '@inkling/database'
import type { ResidentModels } from '@inkling/read-model'
import type { Position, SearchHit } from '@inkling/search-index'
import { answering, type CallRequest, cursors, implement, waitForWrite } from '@inkling/service-kit'
import type { FastifyInstance } from 'fastify'
import type { ItemChange } from '../adapters/item-store.ts'
import type { Catalogue } from '../domain/catalogue.ts'
import { itemFilter } from '../domain/item-filter.ts'

export interface SearchOptions {
  readonly models: ResidentModels<Catalogue, ItemChange>
  readonly receipts: ReceiptWriter
  readonly secret: string
}

type Call = Pick<CallRequest<typeof calls.search>, 'principal' | 'request' | 'reply' | 'deadline'>

const defaultLimit = 10

export async function searchRoute(app: FastifyInstance, { models, receipts, secret }: SearchOptions): Promise<void> {
  const answer = answering({ kind: 'search', servedBy: 'bm25f', receipts, secret })

  async function find(ask: SearchRequest, { principal: { tenantId }, request, reply, deadline }: Call) {
    const resident = await models.get(tenantId)
    const degraded = await waitForWrite(request, resident, deadline)
    const { model, epoch } = resident
    const cursor = cursors<Position>(secret, `search ${tenantId}`)
    return answer(reply, { ...ask, tenantId }, () => {
      const { hits, next } = model.index.search({
        query: ask.q,
        limit: ask.limit ?? defaultLimit,
        filter: itemFilter(model, ask.filter, Date.now()),
        highlight: true,
        ...(ask.cursor && { after: cursor.decode(ask.cursor) }),
        ...(ask.explain && { explain: true }),
      })
      const page = { nextCursor: next ? cursor.encode(next) : null, hasMore: next !== undefined }
      return { data: hits.map((hit) => toRanked(model, hit)), page, epoch, degraded }
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
