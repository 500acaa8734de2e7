import { type Context, isSpanContextValid, SpanKind, TraceFlags, trace } from '@opentelemetry/api'
import { type Sampler, SamplingDecision, type SamplingResult, TraceIdRatioBasedSampler } from '@opentelemetry/sdk-trace'
import { PerSecond } from './per-second.ts'

const recordOnly = { decision: SamplingDecision.RECORD }
const recordAndExport = { decision: SamplingDecision.RECORD_AND_SAMPLED }
/** A producer is a schedule that is set up, or work in the background that submits jobs. */
const beginning: ReadonlySet<SpanKind> = new Set([SpanKind.SERVER, SpanKind.CONSUMER, SpanKind.PRODUCER])
const nothing = { decision: SamplingDecision.NOT_RECORD }

/**
 * Most traces in a second that this process begins and samples. A trace costs about as much as refusing a request, and
 * under load there are thousands.
 */
const mostPerSecond = 100

export interface SamplerOptions {
  /** Share, 0 to 1, of the traces that begin in this process which are exported. */
  readonly ratio: number
  /** Whether callers are strangers, who do not decide what is exported: their trace ids are kept, and no more. */
  readonly isDoor: boolean
}

/**
 * Decides at the process where a trace begins, and follows that decision elsewhere. What is not sampled is recorded all
 * the same, because it may turn out to be slow or to fail. Only requests, jobs and their submission begin traces: a
 * query or a command outside of them is a poll.
 */
export class KeepingSampler implements Sampler {
  readonly #ratio: Sampler
  readonly #isDoor: boolean
  readonly #limit = new PerSecond(mostPerSecond)

  constructor({ ratio, isDoor }: SamplerOptions) {
    this.#ratio = new TraceIdRatioBasedSampler(ratio)
    this.#isDoor = isDoor
  }

  shouldSample(context: Context, traceId: string, name: string, kind: SpanKind, ...rest: Rest): SamplingResult {
    const parent = trace.getSpan(context)
    const parentContext = parent?.spanContext()
    const isLocal = parentContext !== undefined && isSpanContextValid(parentContext) && !parentContext.isRemote
    if (isLocal) return parent?.isRecording() ? follow(parentContext.traceFlags) : nothing
    if (!beginning.has(kind)) return nothing
    if (parentContext?.isRemote && !this.#isDoor) return follow(parentContext.traceFlags)
    const { decision } = this.#ratio.shouldSample(context, traceId, name, kind, ...rest)
    return decision === SamplingDecision.RECORD_AND_SAMPLED && this.#limit.take() ? recordAndExport : recordOnly
  }

  toString(): string {
    return `Keeping{${this.#ratio}}`
  }
}

type Rest = Parameters<Sampler['shouldSample']> extends [unknown, unknown, unknown, unknown, ...infer R] ? R : never

const follow = (flags: number) => (flags & TraceFlags.SAMPLED ? recordAndExport : recordOnly)
