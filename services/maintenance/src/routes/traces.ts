import type { Caller } from '@inkling/service-kit'
import type { Span } from '../domain/span.ts'

export interface TimeRange {
  readonly from: Date
  readonly to: Date
}

export interface TraceFilter extends TimeRange {
  readonly route?: string | undefined
  readonly service?: string | undefined
  readonly operation?: string | undefined
  readonly tenantId?: string | undefined
  readonly minMs?: number | undefined
  readonly maxMs?: number | undefined
  readonly hasErrors?: boolean | undefined
  readonly attributes?: Readonly<Record<string, string>> | undefined
}

/** The place of a trace in the list, newest first. */
export interface TraceKey {
  readonly startUs: number
  readonly traceId: string
}

interface TraceRow extends TraceKey {
  readonly name: string
  readonly route: string | null
  readonly service: string
  readonly services: string[]
  readonly tenantId: string | null
  readonly durationUs: number
  readonly spans: number
  readonly errors: number
}

interface Timing {
  readonly calls: number
  readonly errors: number
  readonly p95Ms: number
}

/** The traces that are kept, of all tenants and of the platform. */
export interface Traces {
  /** At most `limit` traces that stand after `before` in the list. */
  list(caller: Caller, filter: TraceFilter, before: TraceKey | undefined, limit: number): Promise<readonly TraceRow[]>
  /** The spans of these traces, by trace and start. */
  spansOf(caller: Caller, traceIds: readonly string[]): Promise<readonly Span[]>
  /** The ids of the newest traces of a route. */
  latestOf(caller: Caller, route: string, range: TimeRange, limit: number): Promise<readonly string[]>
  names(caller: Caller, from: Date): Promise<readonly { service: string; name: string; kind: number }[]>
  serviceMap(caller: Caller, range: TimeRange): Promise<readonly (Timing & { from: string; to: string })[]>
  slowest(
    caller: Caller,
    range: TimeRange,
    limit: number,
  ): Promise<readonly (Timing & { service: string; name: string; p50Ms: number; maxMs: number })[]>
}
