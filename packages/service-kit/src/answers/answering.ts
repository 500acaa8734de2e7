import type { Answer } from '@inkling/contracts'
import type { Receipt, ReceiptWriter } from '@inkling/database'
import { metrics } from '@inkling/telemetry'
import type { FastifyReply } from 'fastify'
import { createReceiptId } from './receipt-id.ts'

export interface AnsweringOptions {
  readonly kind: Receipt['kind']
  readonly servedBy: string
  readonly receipts: ReceiptWriter
  readonly secret: string
}

type Asker = Pick<Receipt, 'tenantId'> & { readonly userId?: string; readonly sessionId?: string }

interface Findings extends Pick<Answer, 'data' | 'facets' | 'page'> {
  readonly epoch: number
  /** Where it is not always the same. */
  readonly servedBy?: string
  readonly corrected?: string
  /** What the receipt holds for learning from clicks. */
  readonly logged?: Pick<Receipt, 'query' | 'propensities' | 'isBlended'>
  /** What is missing from them. */
  readonly degraded: readonly string[]
}

/** Makes answers of findings: timed, with a receipt against which feedback can be given, and saying what they lack. */
export function answering({ kind, servedBy, receipts, secret }: AnsweringOptions) {
  return async (
    reply: FastifyReply,
    { tenantId, userId, sessionId }: Asker,
    find: () => Findings | Promise<Findings>,
  ): Promise<Answer> => {
    const startedMs = performance.now()
    const { epoch, degraded, servedBy: server = servedBy, corrected, logged, ...found } = await find()
    const tookMs = performance.now() - startedMs
    metrics.scoring.observe({ kind }, tookMs / 1000)
    for (const reason of degraded) metrics.degradedAnswers.inc({ reason })
    if (degraded.length > 0) reply.header('degraded', degraded.join(', '))
    const id = createReceiptId(secret, tenantId)
    const itemIds = found.data.map(({ itemId }) => itemId)
    const scores = found.data.map(({ probability, score }) => probability ?? score)
    receipts.add({ tenantId, id, kind, userId, sessionId, itemIds, scores, epoch, ...logged })
    const missing = degraded.length > 0 ? [...degraded] : null
    return {
      receiptId: id,
      ...found,
      meta: {
        epoch,
        servedBy: server,
        ...(corrected !== undefined && { corrected }),
        cache: 'none',
        degraded: missing,
        tookMs: Number(tookMs.toFixed(3)),
      },
    }
  }
}
