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
  /** As of `SuggestOptions`, for requests that do not ask to wait for a write. */
  readonly patienceMs: number
}

export async function suggestionsRoute(
  app: FastifyInstance,
  { sourcesOf, receipts, secret, patienceMs }: SuggestionsOptions,
): Promise<void> {
  const answer = answering({ kind: 'suggestion', servedBy: 'convex', receipts, secret })

  implement(app, calls.suggest, ({ body, principal, request, reply, deadline }) => {
    const sources = sourcesOf({ principal, deadline }, passedOn(request))
    const options = {
      isLoadHigh: stepsAside(request, 'textSimilarity'),
      patienceMs: request.headers['consistency-token'] === undefined ? patienceMs : undefined,
    }
    return answer(reply, { ...body, tenantId: principal.tenantId }, () => suggest(sources, body, options))
  })
}
