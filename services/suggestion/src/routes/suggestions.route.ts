import { calls } from '@inkling/contracts'
import type { ReceiptWriter } from '@inkling/database'
import { answering, type Caller, implement } from '@inkling/service-kit'
import type { FastifyInstance } from 'fastify'
import { type SuggestionSources, suggest } from '../domain/suggest.ts'
import { consistencyHeaders } from './consistency-headers.ts'

export interface SuggestionsOptions {
  /** @param headers Those that all sources must know of the request. */
  readonly sourcesOf: (caller: Caller, headers: Readonly<Record<string, string>>) => SuggestionSources
  readonly receipts: ReceiptWriter
  readonly secret: string
}

export async function suggestionsRoute(
  app: FastifyInstance,
  { sourcesOf, receipts, secret }: SuggestionsOptions,
): Promise<void> {
  const answer = answering({ kind: 'suggestion', servedBy: 'convex', receipts, secret })

  implement(app, calls.suggest, ({ body, principal, request, reply, deadline }) =>
    answer(reply, { ...body, tenantId: principal.tenantId }, () =>
      suggest(sourcesOf({ principal, deadline }, consistencyHeaders(request)), body),
    ),
  )
}
