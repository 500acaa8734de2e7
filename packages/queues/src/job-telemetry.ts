import {
  type Context,
  context,
  createContextKey,
  isSpanContextValid,
  propagation,
  ROOT_CONTEXT,
  type SpanContext,
  SpanKind,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api'
import type { ContextManager, Telemetry } from 'bullmq'
import { BullMQOTelSpan } from 'bullmq-otel'

/** Set in what a job does. */
const inJob = createContextKey('inkling.in-job')
/** The span to which the trace of a job is linked, instead of being a part of its trace. */
const linkedTo = createContextKey('inkling.linked-to')

type Carrier = { isLinked?: true } & Record<string, unknown>

/** Runs the work of a job: the jobs that it submits begin traces of their own, linked to it. */
export const asJob = <T>(work: () => Promise<T>): Promise<T> =>
  context.with(context.active().setValue(inJob, true), work)

/** What a job carries whose trace is linked to the active span, whenever it runs. */
export const linkToActive = (): string => metadataOf(context.active(), true)

/** What a job carries that continues the active trace, or is linked to it if a job submits it. */
export const activeMetadata = (): string => contextManager.getMetadata(context.active())

function metadataOf(of: Context, isLinked: boolean): string {
  const carrier: Carrier = isLinked ? { isLinked } : {}
  propagation.inject(of, carrier)
  return JSON.stringify(carrier)
}

const contextManager: ContextManager<Context> = {
  with: (of, work) => context.with(of, work),
  active: () => context.active(),
  root: () => ROOT_CONTEXT,
  getMetadata: (of) => metadataOf(of, of.getValue(inJob) === true),
  fromMetadata(active, metadata) {
    const { isLinked, ...carrier } = JSON.parse(metadata) as Carrier
    const none = trace.deleteSpan(active)
    const submitted = propagation.extract(none, carrier)
    return isLinked ? none.setValue(linkedTo, trace.getSpanContext(submitted)) : submitted
  },
}

class JobSpan extends BullMQOTelSpan {
  /** BullMQ tells of every attempt that failed by this event, also of those whose worker died. */
  override addEvent(...event: Parameters<BullMQOTelSpan['addEvent']>): void {
    super.addEvent(...event)
    if (event[0] === 'job failed') this.span.setStatus({ code: SpanStatusCode.ERROR })
  }
}

const operations = new Map([
  [SpanKind.PRODUCER, { name: 'add', type: 'send' }],
  [SpanKind.CONSUMER, { name: 'process', type: 'process' }],
])

/**
 * The spans of a queue, by OpenTelemetry's conventions for messaging. A job continues the trace of the request that
 * submitted it. Each attempt of one that a schedule or another job submitted begins a trace, linked to the span of
 * that.
 */
export function jobTelemetry(kind: string): Telemetry<Context> {
  const tracer = trace.getTracer('inkling.queues')
  const shared = { 'messaging.system': 'bullmq', 'messaging.destination.name': kind, 'inkling.job.kind': kind }
  return {
    contextManager,
    tracer: {
      startSpan(name, { kind: spanKind } = { kind: SpanKind.INTERNAL }, from = context.active()) {
        const operation = operations.get(spanKind)
        if (!operation) return new JobSpan(tracer.startSpan(name, { kind: spanKind }, from))
        const attributes = {
          ...shared,
          'messaging.operation.name': operation.name,
          'messaging.operation.type': operation.type,
        }
        const options = { kind: spanKind, attributes, links: spanKind === SpanKind.CONSUMER ? linksOf(from) : [] }
        return new JobSpan(tracer.startSpan(`${operation.name} ${kind}`, options, from))
      },
    },
  }
}

function linksOf(from: Context) {
  const linked = from.getValue(linkedTo) as SpanContext | undefined
  return linked && isSpanContextValid(linked) ? [{ context: linked }] : []
}
