import { LRUCache } from 'lru-cache'
import type { Span } from '../domain/span.ts'

export interface SamplerOptions {
  /** How long after its last span a trace counts as ended. */
  readonly settleMs: number
  /** When a trace is decided although its spans go on. */
  readonly maxAgeMs: number
  /** The most spans in memory. */
  readonly maxSpans: number
  /** The most spans in memory of one trace. */
  readonly maxTraceSpans: number
  /** The share, 0 to 1, of traces that are kept although they are neither slow nor in error. */
  readonly share: number
}

interface Gathered {
  readonly spans: Span[]
  readonly sinceMs: number
  lastMs: number
}

interface Decision {
  readonly isKept: boolean
  readonly tenantId: string | null
}

export interface Settled {
  readonly kept: readonly Span[]
  readonly sampledOut: number
}

/** A late span comes seconds after the others of its trace. So many decisions take 4 MB. */
export const rememberedTraces = 20_000
const rememberedRoutes = 2_000

/**
 * Decides which traces are kept, once their spans are together: those with an error, those slower than all before them
 * of the same route and minute, those that a process marked as kept, and a share of the others, chosen by trace id so
 * that all stores choose the same. Spans that arrive later follow the decision; an error overturns it for itself and
 * the spans after it. Times are those of a monotonic clock.
 */
export class TailSampler {
  readonly #options: SamplerOptions
  readonly #open = new Map<string, Gathered>()
  readonly #decided = new LRUCache<string, Decision>({ max: rememberedTraces })
  readonly #slowest = new LRUCache<string, number>({ max: rememberedRoutes })
  #count = 0

  constructor(options: SamplerOptions) {
    this.#options = options
  }

  /** Spans in memory. */
  get size(): number {
    return this.#count
  }

  /** Takes spans in. Returns how many found no room. */
  add(spans: readonly Span[], nowMs: number): number {
    let lost = 0
    for (const span of spans) {
      const trace = this.#open.get(span.traceId) ?? { spans: [], sinceMs: nowMs, lastMs: nowMs }
      if (this.#count >= this.#options.maxSpans || trace.spans.length >= this.#options.maxTraceSpans) {
        lost++
        continue
      }
      trace.spans.push(span)
      trace.lastMs = nowMs
      this.#open.set(span.traceId, trace)
      this.#count++
    }
    return lost
  }

  /** Takes out the traces that have ended; all of them with `isEnd`. */
  settle(nowMs: number, isEnd = false): Settled {
    const kept: Span[] = []
    let sampledOut = 0
    for (const [traceId, { spans, sinceMs, lastMs }] of this.#open) {
      const isSettled = nowMs - lastMs >= this.#options.settleMs || nowMs - sinceMs >= this.#options.maxAgeMs
      // Spans of a trace that is decided wait for no others.
      if (!isSettled && !isEnd && !this.#decided.has(traceId)) continue
      this.#open.delete(traceId)
      this.#count -= spans.length
      const { isKept, tenantId } = this.#decide(traceId, spans)
      if (isKept) for (const span of spans) kept.push(span.tenantId === tenantId ? span : ofTenant(span, tenantId))
      else sampledOut += spans.length
    }
    return { kept, sampledOut }
  }

  #decide(traceId: string, spans: readonly Span[]): Decision {
    const earlier = this.#decided.get(traceId)
    const isKept =
      earlier?.isKept ||
      spans.some(({ isError, attributes }) => isError || attributes['inkling.kept'] !== undefined) ||
      (!earlier && (this.#isSlowest(spans) || isInShare(traceId, this.#options.share)))
    const tenantId = earlier?.tenantId ?? spans.find((span) => span.tenantId !== null)?.tenantId ?? null
    const decision = { isKept, tenantId }
    this.#decided.set(traceId, decision)
    return decision
  }

  #isSlowest(spans: readonly Span[]): boolean {
    const root = spans.find(({ parentId }) => parentId === null) ?? spans[0]
    if (!root) return false
    const route = String(root.attributes['http.route'] ?? root.name)
    const key = `${root.service} ${route} ${Math.floor(root.startUs / 60_000_000)}`
    if (root.durationUs <= (this.#slowest.get(key) ?? -1)) return false
    this.#slowest.set(key, root.durationUs)
    return true
  }
}

const ofTenant = (span: Span, tenantId: string | null): Span => ({ ...span, tenantId: span.tenantId ?? tenantId })

/** The last 52 bits of a trace id are random (W3C Trace Context, level 2). */
const isInShare = (traceId: string, share: number): boolean => Number.parseInt(traceId.slice(-13), 16) < share * 2 ** 52
