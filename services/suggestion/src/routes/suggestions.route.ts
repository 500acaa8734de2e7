import { calls } from '@inkling/contracts'
import type { ReceiptWriter } from '@inkling/database'
import { answering, type Caller, implement, stepsAside } from '@inkling/service-kit'
import type { FastifyInstance } from 'fastify'
import { passedOn } from '../domain/passed-on.ts'
import { type SuggestionSources, suggest } from '../domain/suggest.ts'

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

  implement(app, calls.suggest, ({ body, principal, request, reply, deadline }) => {
    const sources = sourcesOf({ principal, deadline }, passedOn(request))
    return answer(reply, { ...body, tenantId: principal.tenantId }, () =>
      suggest(sources, body, stepsAside(request, 'textSimilarity')),
    )
  })
}
