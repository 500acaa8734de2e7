import { SpanStatusCode, TraceFlags } from '@opentelemetry/api'
import { hrTimeToMilliseconds } from '@opentelemetry/core'
import type { ReadableSpan, SpanProcessor } from '@opentelemetry/sdk-trace'
import { exportedSpan, type Kept } from './exported-span.ts'

export interface KeepingOptions {
  readonly destinations: readonly SpanProcessor[]
  /** A part of a trace that takes longer in this process is exported. */
  readonly slowMs: number
  /** Is told how many spans were left out because too many were held. */
  readonly onDropped: (spans: number) => void
}

const mostTraces = 1_000
const mostSpans = 200

/**
 * Exports the spans of sampled traces as they end. Those of other traces are held until the first span of the trace in
 * this process ends, and are exported if that one failed or was slow.
 */
export class KeepingProcessor implements SpanProcessor {
  readonly #options: KeepingOptions
  /** By trace, oldest first. */
  readonly #held = new Map<string, ReadableSpan[]>()

  constructor(options: KeepingOptions) {
    this.#options = options
  }

  onStart(): void {
    // Nothing is known before a span ends.
  }

  onEnd(span: ReadableSpan): void {
    const { traceId, traceFlags } = span.spanContext()
    const isFirst = span.parentSpanContext === undefined || span.parentSpanContext.isRemote === true
    if (traceFlags & TraceFlags.SAMPLED) this.#export(span)
    else if (isFirst) this.#decide(traceId, span)
    else this.#hold(traceId, span)
  }

  async forceFlush(): Promise<void> {
    await Promise.all(this.#options.destinations.map((each) => each.forceFlush()))
  }

  async shutdown(): Promise<void> {
    this.#held.clear()
    await Promise.all(this.#options.destinations.map((each) => each.shutdown()))
  }

  #decide(traceId: string, first: ReadableSpan): void {
    const spans = [...(this.#held.get(traceId) ?? []), first]
    this.#held.delete(traceId)
    const kept = this.#whyKept(first)
    if (kept) for (const each of spans) this.#export(each, kept)
  }

  #whyKept({ status, events, duration }: ReadableSpan): Kept | undefined {
    // BullMQ records the exception of a job, and sets no status.
    if (status.code === SpanStatusCode.ERROR || events.some(({ name }) => name === 'exception')) return 'error'
    return hrTimeToMilliseconds(duration) >= this.#options.slowMs ? 'slow' : undefined
  }

  #export(span: ReadableSpan, kept?: Kept): void {
    const exported = exportedSpan(span, kept)
    for (const each of this.#options.destinations) each.onEnd(exported)
  }

  #hold(traceId: string, span: ReadableSpan): void {
    const spans = this.#held.get(traceId) ?? []
    if (spans.length < mostSpans) spans.push(span)
    else this.#options.onDropped(1)
    this.#held.set(traceId, spans)
    const [[oldest, lost] = []] = this.#held
    if (oldest === undefined || lost === undefined || this.#held.size <= mostTraces) return
    this.#held.delete(oldest)
    this.#options.onDropped(lost.length)
  }
}
