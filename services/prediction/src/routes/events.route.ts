import { calls } from '@inkling/contracts'
import { type FieldError, InklingError } from '@inkling/errors'
import {
  type Caller,
  ignoredBecause,
  implement,
  isReceiptId,
  lineReader,
  setConsistencyToken,
  visitorIsBot,
} from '@inkling/service-kit'
import { eventMetrics } from '@inkling/telemetry'
import type { FastifyInstance } from 'fastify'
import { type AcceptableEvent, partitionEvents, refusedLines } from '../domain/partition-events.ts'

interface EventsWrite {
  readonly accepted: number
  readonly duplicates: number
  /** Events that the store refused, by their ids. */
  readonly refused: ReadonlyMap<string, FieldError>
  readonly transactionId: bigint
}

export interface EventsOptions {
  /** Stores events; returns after the commit. */
  readonly writeEvents: (events: readonly AcceptableEvent[], caller: Caller) => Promise<EventsWrite>
  /** Names the database cluster in which ids of transactions have their meaning. */
  readonly clusterOf: () => string
  readonly secret: string
  readonly metrics?: ReturnType<typeof eventMetrics>
}

export async function eventsRoute(
  app: FastifyInstance,
  { writeEvents, clusterOf, secret, metrics = eventMetrics() }: EventsOptions,
): Promise<void> {
  const readLines = lineReader(calls.postEvents.body, calls.postEvents.bulk.maxLines)

  implement(app, calls.postEvents, async ({ body, principal, deadline, executionId, request, reply }) => {
    const { lines, isList } = readLines(body)
    const isOurReceipt = (id: string) => isReceiptId(secret, principal.tenantId, id)
    const isOfPages = principal.visitor !== undefined || principal.userId !== undefined
    const known = { nowMs: Date.now(), isOurReceipt, isOfPages, executionId }
    const { events: valid, rejected } = partitionEvents(lines, known)
    if (!isList) refuseFirst(rejected)
    metrics.rejected.inc(rejected.length)
    reply.status(202)
    const reason = ignoredBecause(request)
    const events = reason ? [] : valid.filter(({ context }) => !visitorIsBot(request, principal, context?.userAgent))
    const ignored = valid.length - events.length
    if (ignored > 0) metrics.ignored.inc({ reason: reason ?? 'bot' }, ignored)
    const left = ignored > 0 ? { ignored } : {}
    if (events.length === 0) return { accepted: 0, duplicates: 0, rejected: [...rejected], ...left }
    const { accepted, duplicates, refused, transactionId } = await writeEvents(events, { principal, deadline })
    const unstored = refusedLines(events, refused)
    if (!isList) refuseFirst(unstored)
    metrics.rejected.inc(unstored.length)
    metrics.accepted.inc(accepted)
    metrics.duplicate.inc(duplicates)
    if (accepted + duplicates > 0) setConsistencyToken(reply, transactionId, clusterOf())
    return { accepted, duplicates, rejected: [...rejected, ...unstored], ...left }
  })
}

/** A request of one event fails as a whole. */
function refuseFirst([fault]: readonly FieldError[]): void {
  if (fault) throw new InklingError('validation_failed', `Not valid: ${fault.pointer}`, { errors: [fault] })
}
