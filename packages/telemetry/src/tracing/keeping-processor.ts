import { type Context, SpanStatusCode, TraceFlags, trace } from '@opentelemetry/api'
import { hrTimeToMilliseconds } from '@opentelemetry/core'
import type { ReadableSpan, Span, SpanProcessor } from '@opentelemetry/sdk-trace'
import { exportedSpan, type Kept } from './exported-span.ts'
import { PerSecond } from './per-second.ts'

export interface KeepingOptions {
  readonly destinations: readonly SpanProcessor[]
  /** A part of a trace that takes longer in this process is exported. */
  readonly slowMs: number
  /** Is told how many spans were left out because too many were held. */
  readonly onDropped: (spans: number) => void
}

const mostSpans = 200
/** Most parts of traces in a second that are kept, not sampled. In an outage or an overload, every request fails. */
const mostKeptPerSecond = 20

/** The spans of a trace in this process below one request or job: a trace may come here more than once at a time. */
interface Part {
  readonly root: object
  readonly held: ReadableSpan[]
  /** Of the root, once it has ended. */
  decision?: Kept | 'not kept'
}

/** On the span itself, which costs a microsecond less than a WeakMap. What is held goes with the spans of its root. */
const partKey = Symbol('part')
type Parted = { [partKey]?: Part }

/**
 * Exports the spans of sampled traces as they end. Those of other traces are held until the request or job that they
 * belong to ends, and are exported if that failed or was slow, of a few in each second. Spans that end later follow the
 * decision.
 */
export class KeepingProcessor implements SpanProcessor {
  readonly #options: KeepingOptions
  readonly #limit = new PerSecond(mostKeptPerSecond)

  constructor(options: KeepingOptions) {
    this.#options = options
  }

  onStart(span: Span, from: Context): void {
    if (span.spanContext().traceFlags & TraceFlags.SAMPLED) return
    const parent = trace.getSpan(from) as Parted | undefined
    ;(span as Parted)[partKey] = parent?.[partKey] ?? { root: span, held: [] }
  }

  onEnd(span: ReadableSpan): void {
    const part = (span as Parted)[partKey]
    if (span.spanContext().traceFlags & TraceFlags.SAMPLED) this.#export(span)
    else if (part?.root === span) this.#decide(part, span)
    else if (part?.decision) this.#follow(part.decision, span)
    else if (part) this.#hold(part, span)
  }

  async forceFlush(): Promise<void> {
    await Promise.all(this.#options.destinations.map((each) => each.forceFlush()))
  }

  async shutdown(): Promise<void> {
    await Promise.all(this.#options.destinations.map((each) => each.shutdown()))
  }

  #decide(part: Part, root: ReadableSpan): void {
    const spans = [...part.held.splice(0), root]
    part.decision = this.#whyKept(root) ?? 'not kept'
    if (part.decision !== 'not kept' && !this.#limit.take()) {
      part.decision = 'not kept'
      this.#options.onDropped(spans.length)
    }
    for (const span of spans) this.#follow(part.decision, span)
  }

  #follow(decision: Kept | 'not kept', span: ReadableSpan): void {
    if (decision !== 'not kept') this.#export(span, decision)
  }

  #whyKept({ status, events, duration }: ReadableSpan): Kept | undefined {
    if (status.code === SpanStatusCode.ERROR || events.some(({ name }) => name === 'exception')) return 'error'
    return hrTimeToMilliseconds(duration) >= this.#options.slowMs ? 'slow' : undefined
  }

  #export(span: ReadableSpan, kept?: Kept): void {
    const exported = exportedSpan(span, kept)
    for (const each of this.#options.destinations) each.onEnd(exported)
  }

  #hold({ held }: Part, span: ReadableSpan): void {
    if (held.length < mostSpans) held.push(span)
    else this.#options.onDropped(1)
  }
}
