import { calls } from '@inkling/contracts'
import type { ReceiptWriter } from '@inkling/database'
import { answering, type Caller, implement } from '@inkling/service-kit'
import type { FastifyInstance } from 'fastify'
import { type SuggestionSources, suggest } from '../domain/suggest.ts'

export interface SuggestionsOptions {
  readonly sourcesOf: (caller: Caller) => SuggestionSources
  readonly receipts: ReceiptWriter
  readonly secret: string
}

export async function suggestionsRoute(
  app: FastifyInstance,
  { sourcesOf, receipts, secret }: SuggestionsOptions,
): Promise<void> {
  const answer = answering({ kind: 'suggestion', servedBy: 'convex', receipts, secret })

  implement(app, calls.suggest, ({ body, principal, reply, deadline }) =>
    answer(reply, { ...body, tenantId: principal.tenantId }, () => suggest(sourcesOf({ principal, deadline }), body)),
  )
}
