import type { Answer, ExperimentRole } from '@inkling/contracts'
import type { Receipt, ReceiptWriter } from '@inkling/database'
import { answerMetrics, timed } from '@inkling/telemetry'
import type { FastifyReply } from 'fastify'
import { refusesConsent } from '../calls/consent.ts'
import { type CacheUse, cacheStatus } from './cache-status.ts'
import { isNotModified, weakEtag } from './conditional.ts'
import { createReceiptId } from './receipt-id.ts'

export interface AnsweringOptions {
  readonly kind: Receipt['kind']
  readonly servedBy: string
  readonly receipts: Pick<ReceiptWriter, 'add'>
  readonly secret: string
  readonly metrics?: ReturnType<typeof answerMetrics>
}

/** Whom the request names, and the request itself. */
type Asker = Pick<Receipt, 'tenantId'> & { readonly userId?: string; readonly sessionId?: string }

interface Findings extends Pick<Answer, 'data' | 'facets' | 'page'> {
  readonly epoch: number
  /** Replaces the `servedBy` of the options. */
  readonly servedBy?: string
  readonly corrected?: string
  /** Why there is nothing in the list. */
  readonly emptyBecause?: string
  /** The experiment that the answer is part of. */
  readonly experiment?: ExperimentRole
  /** How the cache of answers was used, if there is one. */
  readonly cache?: CacheUse
  /** The facts that the receipt keeps for learning from clicks. */
  readonly logged?: Pick<Receipt, 'query' | 'propensities' | 'isBlended' | 'scenario' | 'details'>
  /** Names of the parts that are missing. */
  readonly degraded: readonly string[]
}

/**
 * Returns a function that turns findings into an answer. It measures the time, adds a receipt to which feedback can
 * refer, and names what is missing, in the body and in the header `Degraded`. If the request refuses consent, the
 * receipt is not stored: its id stands in the answer only.
 *
 * A client that has the same answer to GET already gets 304. That is no new answer: it has no receipt.
 */
export function answering({ kind, servedBy, receipts, secret, metrics = answerMetrics() }: AnsweringOptions) {
  const scoring = metrics.scoringSeconds.labels({ kind })
  return async (reply: FastifyReply, asker: Asker, find: () => Findings | Promise<Findings>): Promise<Answer> => {
    let tookMs = 0
    const measure = (seconds: number) => {
      tookMs = seconds * 1_000
      scoring.observe(seconds)
    }
    const {
      epoch,
      degraded,
      servedBy: server = servedBy,
      corrected,
      emptyBecause,
      experiment,
      cache,
      logged,
      ...found
    } = await timed(measure, find)
    for (const reason of degraded) metrics.degraded.inc({ reason })
    if (degraded.length > 0) reply.header('degraded', degraded.join(', '))
    if (cache) reply.header('cache-status', cacheStatus(cache))
    if (reply.request.method === 'GET' && isNotModified(reply, etagOf(found, corrected, degraded)))
      return undefined as never
    const atMs = Date.now()
    const id = createReceiptId(secret, asker.tenantId, atMs)
    if (!refusesConsent(reply.request))
      receipts.add({ ...receiptOf(asker, found.data), id, kind, epoch, atMs, ...logged })
    return {
      receiptId: id,
      ...found,
      meta: {
        epoch,
        servedBy: server,
        ...(corrected !== undefined && { corrected }),
        ...(emptyBecause !== undefined && { emptyBecause }),
        ...(experiment && { experiment }),
        cache: cache?.status ?? 'none',
        degraded: degraded.length > 0 ? [...degraded] : null,
        tookMs: Number(tookMs.toFixed(3)),
      },
    }
  }
}

/** By the list of items, so that it is computed once for an answer that a cache keeps. */
const etags = new WeakMap<Answer['data'], string>()

/** The version of an answer. Its receipt, its epoch and its time are not part of it. */
function etagOf(found: Pick<Findings, 'data' | 'facets' | 'page'>, corrected: unknown, degraded: readonly string[]) {
  const known = etags.get(found.data)
  if (known !== undefined) return known
  const etag = weakEtag(JSON.stringify([found, corrected, degraded]))
  etags.set(found.data, etag)
  return etag
}

const receiptOf = ({ tenantId, userId, sessionId, ...request }: Asker, data: Answer['data']) => ({
  tenantId,
  userId,
  sessionId,
  request,
  itemIds: data.map(({ itemId }) => itemId),
  scores: data.map(({ probability, score }) => probability ?? score),
})
