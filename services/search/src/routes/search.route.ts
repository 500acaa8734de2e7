import { calls, type SearchRequest } from '@inkling/contracts'
import type { ReceiptWriter } from '@inkling/database'
import { answering, type Caller, implement } from '@inkling/service-kit'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { PrepareSearch } from '../use-cases/search-items.ts'
import { searchCursors } from './search-cursors.ts'

export interface SearchOptions {
  readonly prepareSearch: PrepareSearch
  readonly receipts: ReceiptWriter
  readonly secret: string
}

type Call = Caller & { readonly request: FastifyRequest; readonly reply: FastifyReply }

export async function searchRoute(
  app: FastifyInstance,
  { prepareSearch, receipts, secret }: SearchOptions,
): Promise<void> {
  const answer = answering({ kind: 'search', servedBy: 'index', receipts, secret })

  /** The cursor is valid only for the same search. */
  const cursorOf = (ask: SearchRequest, tenantId: string) => {
    const name = JSON.stringify([ask.q, ask.prefix, ask.filter, ask.sort, ask.mode])
    return searchCursors(secret, tenantId, name)
  }

  async function search(ask: SearchRequest, { principal, request, reply, deadline }: Call) {
    const { tenantId } = principal
    const cursor = cursorOf(ask, tenantId)
    const before = ask.cursor ? cursor.decode(ask.cursor) : undefined
    const find = await prepareSearch({ ask, before, caller: { principal, deadline }, request })
    return answer(reply, { ...ask, tenantId }, async () => {
      const { next, ...found } = await find()
      return { ...found, page: { nextCursor: next ? cursor.encode(next) : null, hasMore: next !== undefined } }
    })
  }

  implement(app, calls.search, (call) => search(call.body, call))
  implement(app, calls.replaySearch, async ({ body: { request: ask }, principal, request, deadline }) => {
    const before = ask.cursor ? cursorOf(ask, principal.tenantId).decode(ask.cursor) : undefined
    const find = await prepareSearch({ ask, before, caller: { principal, deadline }, request, isReplay: true })
    const { data, epoch, logged } = await find()
    return { version: logged.details.version, epoch, data: data.map(({ itemId, score }) => ({ itemId, score })) }
  })

  implement(app, calls.searchByQuery, ({ query: { facets, ...ask }, ...call }) =>
    search({ ...ask, ...(facets !== undefined && { facets: facets.split(',').map((field) => field.trim()) }) }, call),
  )
}
