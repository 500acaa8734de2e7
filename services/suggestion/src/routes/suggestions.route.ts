import { calls } from '@inkling/contracts'
import type { ReceiptWriter } from '@inkling/database'
import { answering, implement, type Upstream } from '@inkling/service-kit'
import type { FastifyInstance } from 'fastify'
import { serviceSources } from '../adapters/service-sources.ts'
import { suggest } from '../domain/suggest.ts'

export interface SuggestionsOptions {
  readonly prediction: Upstream
  readonly search: Upstream
  readonly receipts: ReceiptWriter
  readonly secret: string
  readonly legTimeoutMs: number
}

export async function suggestionsRoute(
  app: FastifyInstance,
  { prediction, search, receipts, secret, legTimeoutMs }: SuggestionsOptions,
): Promise<void> {
  const answer = answering({ kind: 'suggestion', servedBy: 'convex', receipts, secret })

  implement(app, calls.suggest, ({ body, principal, reply, deadline }) =>
    answer(reply, { ...body, tenantId: principal.tenantId }, () =>
      suggest(serviceSources(prediction, search, { principal, deadline }, legTimeoutMs), body),
    ),
  )
}
