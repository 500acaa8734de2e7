import type { Deadline } from '@inkling/resilience'
import type { Database } from '../client/create-database.ts'
import type { Sql } from '../client/tenant-database.ts'
import type { StoredSpan, TimeRange } from './spans.ts'

type Platform = Pick<Database, 'platform'>

export interface TraceRow {
  readonly traceId: string
  readonly name: string
  readonly route: string | null
  readonly service: string
  readonly services: string[]
  readonly tenantId: string | null
  /** Unix time. */
  readonly startUs: number
  readonly durationUs: number
  readonly spans: number
  readonly errors: number
}

/** The place of a trace in the list, newest first. */
export type TraceKey = Pick<TraceRow, 'startUs' | 'traceId'>

export interface TraceFilter extends TimeRange {
  readonly route?: string | undefined
  /** Of any span. */
  readonly service?: string | undefined
  /** Of any span. */
  readonly operation?: string | undefined
  readonly tenantId?: string | undefined
  readonly minMs?: number | undefined
  readonly maxMs?: number | undefined
  readonly hasErrors?: boolean | undefined
  /** Attributes that one span has all of. A text also stands for the number or the boolean that it spells. */
  readonly attributes?: Readonly<Record<string, string>> | undefined
}

const hourMs = 3_600_000
const micros = (column: string) => `(extract(epoch from ${column}) * 1000000)::float8`

/**
 * At most `limit` traces that stand after `before` in the list. Those with an attribute are looked for in the newest
 * hours first: of an attribute that many spans have, only few are read.
 */
export const listTraces = (
  database: Platform,
  filter: TraceFilter,
  before: TraceKey | undefined,
  limit: number,
  deadline: Deadline,
) =>
  database.platform({ name: 'list traces', deadline }, async (sql) => {
    const to = before ? new Date(Math.min(filter.to.getTime(), Math.floor(before.startUs / 1000) + 1)) : filter.to
    const hasAttributes = Object.keys(filter.attributes ?? {}).length > 0
    const found: TraceRow[] = []
    for (const part of hasAttributes ? newestFirst({ from: filter.from, to }) : [{ from: filter.from, to }]) {
      found.push(...(await listPart(sql, { ...filter, ...part }, before, limit - found.length)))
      if (found.length >= limit) break
    }
    return found
  })

/** An hour, two hours before it, four before those, and so on. */
function* newestFirst({ from, to }: TimeRange): Generator<TimeRange> {
  const beginMs = from.getTime()
  for (let endMs = to.getTime(), lengthMs = hourMs; endMs > beginMs; endMs -= lengthMs, lengthMs *= 2)
    yield { from: new Date(Math.max(beginMs, endMs - lengthMs)), to: new Date(endMs) }
}

function listPart(sql: Sql, filter: TraceFilter, before: TraceKey | undefined, limit: number) {
  const { from, to, route, service, operation, tenantId, minMs, maxMs, hasErrors, attributes = {} } = filter
  const inTime = sql`s.started_at >= ${from} and s.started_at < ${to}::timestamptz + interval '1 hour'`
  const hasAll = Object.entries(attributes).map(([key, value]) => hasOneOf(sql, key, meanings(value)))
  return sql<TraceRow[]>`
      select encode(trace_id, 'hex') as "traceId", name, route, service, services, tenant_id as "tenantId",
        ${sql.unsafe(micros('started_at'))} as "startUs", duration_us::float8 as "durationUs", spans, errors
      from operations.traces t where started_at >= ${from} and started_at < ${to}
        ${before ? after(sql, before) : sql``}
        ${route === undefined ? sql`` : sql`and route = ${route}`}
        ${service === undefined ? sql`` : sql`and services @> ${[service]}::text[]`}
        ${tenantId === undefined ? sql`` : sql`and tenant_id = ${tenantId}`}
        ${minMs === undefined ? sql`` : sql`and duration_us >= ${toUs(minMs)}::float8`}
        ${maxMs === undefined ? sql`` : sql`and duration_us <= ${toUs(maxMs)}::float8`}
        ${hasErrors === undefined ? sql`` : hasErrors ? sql`and errors > 0` : sql`and errors = 0`}
        ${
          operation === undefined
            ? sql``
            : sql`and exists (select from operations.spans s where s.trace_id = t.trace_id and s.name = ${operation}
                and (${service ?? null}::text is null or s.service = ${service ?? null}))`
        }
        ${
          hasAll.length === 0
            ? sql``
            : sql`and trace_id in (select s.trace_id from operations.spans s where ${inTime} ${hasAll})`
        }
      order by started_at desc, trace_id desc limit ${limit}`
}

const after = (sql: Sql, { startUs, traceId }: TraceKey) =>
  sql`and (started_at, trace_id) < (${atUs(startUs)}::timestamptz, decode(${traceId}, 'hex'))`

/** In µs; what is no finite number of them is longer than any trace. */
const toUs = (ms: number) => Math.min(ms * 1000, Number.MAX_VALUE)

function hasOneOf(sql: Sql, key: string, values: readonly unknown[]) {
  const has = (value: unknown, place: number) =>
    sql`${place === 0 ? sql`` : sql`or`} s.attributes @> ${sql.json({ [key]: value } as never)}`
  return sql`and (${values.map(has)})`
}

const atUs = (us: number) =>
  `${new Date(Math.floor(us / 1000)).toISOString().slice(0, -1)}${String(us % 1000).padStart(3, '0')}Z`

/** The text, and what it spells if that is a number or a boolean. */
function meanings(value: string): unknown[] {
  if (value === 'true' || value === 'false') return [value, value === 'true']
  return value !== '' && Number.isFinite(Number(value)) ? [value, Number(value)] : [value]
}

interface SpanRow extends Omit<StoredSpan, 'events' | 'links'> {
  readonly events: StoredSpan['events'] | null
  readonly links: StoredSpan['links'] | null
}

/** The spans of these traces, by start. */
export const readSpans = (database: Platform, traceIds: readonly string[], deadline: Deadline) =>
  database.platform({ name: 'read spans', deadline }, async (sql): Promise<StoredSpan[]> => {
    const rows = await sql<SpanRow[]>`
      with found as materialized (
        select trace_id, started_at, ended_at from operations.traces
        where trace_id = any (select decode(id, 'hex') from unnest(${[...traceIds]}::text[]) id))
      select encode(trace_id, 'hex') as "traceId", encode(span_id, 'hex') as "spanId",
        encode(parent_id, 'hex') as "parentId", ${sql.unsafe(micros('s.started_at'))} as "startUs",
        duration_us::float8 as "durationUs", service, name, kind::int as kind, is_error as "isError", message,
        tenant_id as "tenantId", attributes, events, links
      from operations.spans s where trace_id in (select trace_id from found)
        and s.started_at >= (select min(started_at) from found) and s.started_at <= (select max(ended_at) from found)
      order by trace_id, s.started_at, duration_us desc, span_id`
    return rows.map((row) => ({ ...row, events: row.events ?? [], links: row.links ?? [] }))
  })

/** The ids of the newest traces of a route. */
export const latestTraces = (
  database: Platform,
  route: string,
  { from, to }: TimeRange,
  limit: number,
  deadline: Deadline,
) =>
  database.platform({ name: 'latest traces', deadline }, async (sql) => {
    const rows = await sql<{ id: string }[]>`
      select encode(trace_id, 'hex') as id from operations.traces
      where route = ${route} and started_at >= ${from} and started_at < ${to} order by started_at desc limit ${limit}`
    return rows.map(({ id }) => id)
  })

/** The names of spans, by service, that began since `from`. */
export const readTraceNames = (database: Platform, from: Date, deadline: Deadline) =>
  database.platform(
    { name: 'read trace names', deadline },
    (sql) => sql<{ service: string; name: string; kind: number }[]>`
      select service, name, min(kind)::int as kind from operations.spans where started_at >= ${from}
      group by service, name order by service, name limit 2000`,
  )
