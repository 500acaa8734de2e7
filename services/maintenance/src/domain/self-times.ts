import type { Span } from './span.ts'

type Timed = Pick<Span, 'spanId' | 'parentId' | 'startUs' | 'durationUs'>

/**
 * The time, in µs by span id, that each span of a trace took without its children: its duration less the union of
 * theirs, as far as they lie within it. Children that run at the same time count once.
 */
export function selfTimes(spans: readonly Timed[]): ReadonlyMap<string, number> {
  const children = Map.groupBy(spans, ({ parentId }) => parentId)
  return new Map(spans.map((span) => [span.spanId, span.durationUs - covered(span, children.get(span.spanId) ?? [])]))
}

function covered({ startUs, durationUs }: Timed, children: readonly Timed[]): number {
  let total = 0
  let reached = startUs
  for (const child of children.toSorted((a, b) => a.startUs - b.startUs)) {
    const end = Math.min(child.startUs + child.durationUs, startUs + durationUs)
    total += Math.max(0, end - Math.max(reached, child.startUs))
    reached = Math.max(reached, end)
  }
  return total
}

export interface RouteShare {
  readonly service: string
  readonly name: string
  readonly spans: number
  readonly selfMs: number
  /** Of the self time of all, 0 to 1. */
  readonly share: number
}

/** Where the time of traces goes: self time by service and name of span, largest first. */
export function timeByName(spans: readonly Span[]): RouteShare[] {
  const sums = new Map<string, { service: string; name: string; spans: number; us: number }>()
  let allUs = 0
  for (const trace of Map.groupBy(spans, ({ traceId }) => traceId).values()) {
    const self = selfTimes(trace)
    for (const { service, name, spanId } of trace) {
      const key = JSON.stringify([service, name])
      const sum = sums.get(key) ?? { service, name, spans: 0, us: 0 }
      const us = self.get(spanId) ?? 0
      sum.spans++
      sum.us += us
      allUs += us
      sums.set(key, sum)
    }
  }
  return [...sums.values()]
    .toSorted((a, b) => b.us - a.us)
    .map(({ us, ...named }) => ({ ...named, selfMs: us / 1000, share: allUs === 0 ? 0 : us / allUs }))
}
