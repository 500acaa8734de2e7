import { type Attributes, TraceFlags } from '@opentelemetry/api'
import type { ReadableSpan } from '@opentelemetry/sdk-trace'

/** The attributes that leave the process. None holds what a user wrote or a secret. */
const allowed = new Set([
  'http.request.method',
  'http.route',
  'http.response.status_code',
  'db.system.name',
  'db.operation.name',
  'db.query.summary',
  'messaging.system',
  'messaging.destination.name',
  'messaging.operation.name',
  'messaging.operation.type',
  'messaging.message.id',
  'server.address',
  'server.port',
  'peer.service',
  'error.type',
  'exception.type',
  'bullmq.queue.name',
  'bullmq.job.name',
  'bullmq.job.attempts.made',
  'inkling.job.kind',
  'inkling.kept',
  'inkling.thread.wait_ms',
  'inkling.thread.run_ms',
  'inkling.tenant.id',
])

/** Why a span is exported although its trace was not sampled. */
export type Kept = 'error' | 'slow'

/**
 * The span as it is exported: with the allowed attributes only, without the messages and stacks of exceptions, which
 * may quote what a user wrote.
 */
export function exportedSpan(span: ReadableSpan, kept?: Kept): ReadableSpan {
  const attributes = only(span.attributes)
  const events = span.events.map((event) => ({ ...event, attributes: only(event.attributes ?? {}) }))
  const context = span.spanContext()
  const sampled = { ...context, traceFlags: context.traceFlags | TraceFlags.SAMPLED }
  return Object.create(span, {
    attributes: { value: kept ? { ...attributes, 'inkling.kept': kept } : attributes, enumerable: true },
    events: { value: events, enumerable: true },
    status: { value: { code: span.status.code }, enumerable: true },
    spanContext: { value: () => sampled },
  }) as ReadableSpan
}

const only = (attributes: Attributes): Attributes =>
  Object.fromEntries(Object.entries(attributes).filter(([key]) => allowed.has(key)))
