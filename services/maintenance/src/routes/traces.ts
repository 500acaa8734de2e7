import type { ServiceEdge, SlowOperation, TimeRange, TraceFilter, TraceKey, TraceRow } from '@inkling/database'
import type { Caller } from '@inkling/service-kit'
import type { Span } from '../domain/span.ts'

/** The traces that are kept, of all tenants and of the platform. */
export interface Traces {
  /** At most `limit` traces that stand after `before` in the list. */
  list(caller: Caller, filter: TraceFilter, before: TraceKey | undefined, limit: number): Promise<readonly TraceRow[]>
  /** The spans of these traces, by trace and start. */
  spansOf(caller: Caller, traceIds: readonly string[]): Promise<readonly Span[]>
  /** The ids of the newest traces of a route. */
  latestOf(caller: Caller, route: string, range: TimeRange, limit: number): Promise<readonly string[]>
  names(caller: Caller, from: Date): Promise<readonly { service: string; name: string; kind: number }[]>
  serviceMap(caller: Caller, range: TimeRange): Promise<readonly ServiceEdge[]>
  slowest(caller: Caller, range: TimeRange, limit: number): Promise<readonly SlowOperation[]>
}
