import { calls, type SuggestionRequest } from '@inkling/contracts'
import type { ReceiptWriter } from '@inkling/database'
import { Deadline } from '@inkling/resilience'
import { answering, type CacheUse, type Caller, implement, stepsAside } from '@inkling/service-kit'
import type { FastifyInstance } from 'fastify'
import { type SuggestionSources, type Suggestions, suggest } from '../domain/suggest.ts'
import { passedOn } from './passed-on.ts'

export interface SuggestionsOptions {
  /** @param headers Those that all sources must know of the request. */
  readonly sourcesOf: (caller: Caller, headers: Readonly<Record<string, string>>) => SuggestionSources
  /** Suggestions that depend on nobody. */
  readonly kept: (
    tenantId: string,
    request: SuggestionRequest,
    suggest: () => Promise<Suggestions>,
    waitMs: number,
    isLoadHigh: boolean,
  ) => Promise<Suggestions & { readonly cache: CacheUse }>
  readonly receipts: ReceiptWriter
  readonly secret: string
  /** As of `SuggestOptions`, for requests that do not ask to wait for a write. */
  readonly patienceMs: number
}

const namesSomeone = ({ userId, sessionId }: SuggestionRequest) => userId !== undefined || sessionId !== undefined

/** How long suggestions may take that several requests wait for. */
const sharedMs = 5_000

export async function suggestionsRoute(
  app: FastifyInstance,
  { sourcesOf, kept, receipts, secret, patienceMs }: SuggestionsOptions,
): Promise<void> {
  const answer = answering({ kind: 'suggestion', servedBy: 'convex', receipts, secret })

  implement(app, calls.suggest, ({ body, principal, request, reply, deadline }) => {
    const { tenantId } = principal
    const headers = passedOn(request)
    const mustWait = headers['consistency-token'] !== undefined
    const isForAll = !namesSomeone(body) && !mustWait && headers.consent === undefined
    const options = {
      isLoadHigh: stepsAside(request, 'textSimilarity'),
      patienceMs: mustWait ? undefined : patienceMs,
    }
    return answer(reply, { ...body, tenantId }, () => {
      // Others may wait for the same suggestions, so they are not made within the deadline of this request.
      const caller = { principal, deadline: isForAll ? new Deadline(sharedMs) : deadline }
      const make = () => suggest(sourcesOf(caller, headers), body, options)
      return isForAll ? kept(tenantId, body, make, deadline.remainingMs, options.isLoadHigh) : make()
    })
  })
}
