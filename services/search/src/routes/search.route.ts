import { calls, type Ranked, type SearchRequest } from '@inkling/contracts'
import type { ReceiptWriter } from '@inkling/database'
import type { ResidentModels } from '@inkling/read-model'
import type { Position, SearchHit } from '@inkling/search-index'
import { type CallRequest, createReceiptId, cursors, implement, waitForWrite } from '@inkling/service-kit'
import { metrics } from '@inkling/telemetry'
import type { FastifyInstance } from 'fastify'
import type { ItemChange } from '../adapters/item-store.ts'
import type { Catalogue } from '../domain/catalogue.ts'
import { itemFilter } from '../domain/item-filter.ts'

export interface SearchOptions {
  readonly models: ResidentModels<Catalogue, ItemChange>
  readonly receipts: ReceiptWriter
  readonly secret: string
}

const defaultLimit = 10

export async function searchRoute(app: FastifyInstance, { models, receipts, secret }: SearchOptions): Promise<void> {
  async function answer(
    ask: SearchRequest,
    {
      principal: { tenantId },
      request,
      reply,
      deadline,
    }: Pick<CallRequest<typeof calls.search>, 'principal' | 'request' | 'reply' | 'deadline'>,
  ) {
    const resident = await models.get(tenantId)
    const degraded = await waitForWrite(request, resident, deadline)
    if (degraded) reply.header('degraded', degraded.join(', '))
    const { model, epoch } = resident
    const cursor = cursors<Position>(secret, `search ${tenantId}`)
    const startedMs = performance.now()
    const { hits, next } = model.index.search({
      query: ask.q,
      limit: ask.limit ?? defaultLimit,
      filter: itemFilter(model, ask.filter, Date.now()),
      highlight: true,
      ...(ask.cursor && { after: cursor.decode(ask.cursor) }),
      ...(ask.explain && { explain: true }),
    })
    const tookMs = performance.now() - startedMs
    metrics.scoring.observe({ kind: 'search' }, tookMs / 1000)
    const id = createReceiptId(secret, tenantId)
    const [itemIds, scores] = [hits.map((hit) => hit.id), hits.map(({ score }) => score)]
    receipts.add({ tenantId, id, kind: 'search', userId: ask.userId, sessionId: undefined, itemIds, scores, epoch })
    return {
      receiptId: id,
      data: hits.map((hit) => toRanked(model, hit)),
      page: { nextCursor: next ? cursor.encode(next) : null, hasMore: next !== undefined },
      meta: { epoch, servedBy: 'bm25f', cache: 'none', degraded, tookMs: Number(tookMs.toFixed(3)) },
    }
  }

  implement(app, calls.search, (call) => answer(call.body, call))
  implement(app, calls.searchByQuery, (call) => answer(call.query, call))
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
