import { calls } from '@inkling/contracts'
import type { ReceiptWriter } from '@inkling/database'
import { createReceiptId, implement, type Upstream } from '@inkling/service-kit'
import { metrics } from '@inkling/telemetry'
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
  implement(app, calls.suggest, async ({ body, principal, deadline, reply }) => {
    const startedMs = performance.now()
    const { tenantId } = principal
    const { data, degraded, epoch } = await suggest(
      serviceSources(prediction, search, { principal, deadline }, legTimeoutMs),
      body,
    )
    for (const reason of degraded) metrics.degradedAnswers.inc({ reason })
    if (degraded.length > 0) reply.header('degraded', degraded.join(', '))
    const tookMs = performance.now() - startedMs
    metrics.scoring.observe({ kind: 'suggestion' }, tookMs / 1000)
    const id = createReceiptId(secret, tenantId)
    const [itemIds, scores] = [data.map(({ itemId }) => itemId), data.map(({ score }) => score)]
    receipts.add({
      tenantId,
      id,
      kind: 'suggestion',
      userId: body.userId,
      sessionId: body.sessionId,
      itemIds,
      scores,
      epoch,
    })
    const meta = {
      epoch,
      servedBy: 'convex',
      cache: 'none',
      degraded: degraded.length > 0 ? [...degraded] : null,
      tookMs: Number(tookMs.toFixed(3)),
    }
    return { receiptId: id, data, meta }
  })
}
