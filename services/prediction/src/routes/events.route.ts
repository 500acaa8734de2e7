import { calls } from '@inkling/contracts'
import { InklingError } from '@inkling/errors'
import { type Caller, implement, isSpeculative, lineReader, setConsistencyToken } from '@inkling/service-kit'
import { eventMetrics } from '@inkling/telemetry'
import type { FastifyInstance } from 'fastify'
import { type AcceptableEvent, partitionEvents } from '../domain/partition-events.ts'

interface EventsWrite {
  readonly accepted: number
  readonly duplicates: number
  readonly transactionId: bigint
}

export interface EventsOptions {
  /** Stores events; returns after the commit. */
  readonly writeEvents: (events: readonly AcceptableEvent[], caller: Caller) => Promise<EventsWrite>
  readonly metrics?: ReturnType<typeof eventMetrics>
}

export async function eventsRoute(
  app: FastifyInstance,
  { writeEvents, metrics = eventMetrics() }: EventsOptions,
): Promise<void> {
  const readLines = lineReader(calls.postEvents.body, calls.postEvents.bulk.maxLines)

  implement(app, calls.postEvents, async ({ body, principal, deadline, request, reply }) => {
    const { lines, isList } = readLines(body)
    const { events, rejected } = partitionEvents(lines, Date.now())
    const [fault] = rejected
    if (fault && !isList)
      throw new InklingError('validation_failed', `Not valid: ${fault.pointer}`, { errors: [fault] })
    metrics.rejected.inc(rejected.length)
    reply.status(202)
    if (isSpeculative(request)) {
      metrics.ignored.inc(events.length)
      return { accepted: 0, duplicates: 0, rejected: [...rejected], ignored: events.length }
    }
    if (events.length === 0) return { accepted: 0, duplicates: 0, rejected: [...rejected] }
    const { accepted, duplicates, transactionId } = await writeEvents(events, { principal, deadline })
    metrics.accepted.inc(accepted)
    metrics.duplicate.inc(duplicates)
    setConsistencyToken(reply, transactionId)
    return { accepted, duplicates, rejected: [...rejected] }
  })
}
