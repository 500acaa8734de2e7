import type { Deadline } from '@inkling/resilience'
import type { Database } from '../client/create-database.ts'
import type { TenantDatabase } from '../client/tenant-database.ts'

/** A span as the trace store keeps it. Ids are hexadecimal; times are in µs, `startUs` since 1970. */
export interface StoredSpan {
  readonly traceId: string
  readonly spanId: string
  readonly parentId: string | null
  readonly startUs: number
  readonly durationUs: number
  readonly service: string
  readonly name: string
  /** As OTLP numbers kinds: 1 internal, 2 server, 3 client, 4 producer, 5 consumer, 0 unknown. */
  readonly kind: number
  readonly isError: boolean
  readonly message: string | null
  readonly tenantId: string | null
  readonly attributes: Readonly<Record<string, unknown>>
  readonly events: readonly SpanEvent[]
  /** Spans of other traces that this one follows. */
  readonly links: readonly SpanLink[]
}

interface SpanLink {
  readonly traceId: string
  readonly spanId: string
}

interface SpanEvent {
  readonly name: string
  /** Unix time. */
  readonly atUs: number
  readonly attributes: Readonly<Record<string, unknown>>
}

type Platform = Pick<Database, 'platform'>

const aheadHours = 3

/**
 * Creates the partitions of the coming hours and drops those beyond the limits.
 * @returns whether there is room for more spans
 */
export const rollSpans = (database: Platform, keptHours: number, maxBytes: number): Promise<boolean> =>
  database.platform({ name: 'roll spans' }, async (sql) => {
    const [row] = await sql<{ hasRoom: boolean }[]>`
      select operations.roll_spans(${aheadHours}, ${keptHours}, ${String(maxBytes)}::bigint) as "hasRoom"`
    return row?.hasRoom ?? false
  })

/**
 * Stores spans, and adds those that are new to the rows of their traces. A span that was stored before changes nothing.
 * @returns how many were new
 */
export const insertSpans = (database: Platform, spans: readonly StoredSpan[], deadline: Deadline): Promise<number> =>
  database.platform({ name: 'insert spans', deadline }, async (sql) => {
    const [row] = await sql<{ added: number }[]>`
      with added as (
        insert into operations.spans (trace_id, span_id, parent_id, started_at, duration_us, service, name, kind,
          is_error, message, tenant_id, attributes, events, links)
        select decode("traceId", 'hex'), decode("spanId", 'hex'), decode("parentId", 'hex'),
          'epoch'::timestamptz + "startUs" * interval '1 microsecond', "durationUs", service, name, kind, "isError",
          message, "tenantId", attributes, nullif(events, '[]'), nullif(links, '[]')
        from jsonb_to_recordset(${sql.json(spans as never)}) as s ("traceId" text, "spanId" text, "parentId" text,
          "startUs" bigint, "durationUs" bigint, service text, name text, kind smallint, "isError" boolean,
          message text, "tenantId" text, attributes jsonb, events jsonb, links jsonb)
        order by 1, 2
        on conflict do nothing
        returning *),
      ranked as (
        select *, row_number() over (partition by trace_id order by (parent_id is null) desc, started_at) as rank
        from added),
      stored as (
        insert into operations.traces as t (trace_id, started_at, ended_at, has_root, name, route, service, services,
          tenant_id, spans, errors)
        select trace_id, min(started_at), max(started_at + duration_us * interval '1 microsecond'),
          bool_or(parent_id is null), min(name) filter (where rank = 1),
          min(coalesce(attributes ->> 'http.route', name)) filter (where rank = 1),
          min(service) filter (where rank = 1), array_agg(distinct service),
          (array_agg(tenant_id order by rank) filter (where tenant_id is not null))[1],
          count(*), count(*) filter (where is_error)
        from ranked group by trace_id order by trace_id
        on conflict (trace_id) do update set
          started_at = least(t.started_at, excluded.started_at),
          ended_at = greatest(t.ended_at, excluded.ended_at),
          has_root = t.has_root or excluded.has_root,
          name = case when excluded.has_root then excluded.name else t.name end,
          route = case when excluded.has_root then excluded.route else t.route end,
          service = case when excluded.has_root then excluded.service else t.service end,
          services = array(select distinct unnest(t.services || excluded.services) order by 1),
          tenant_id = coalesce(t.tenant_id, excluded.tenant_id),
          spans = t.spans + excluded.spans,
          errors = t.errors + excluded.errors)
      select count(*)::int as added from added`
    return row?.added ?? 0
  })

/** Deletes up to `batch` spans and traces of the tenant. Returns how many. */
export const eraseSpans = ({ transaction }: TenantDatabase, batch: number): Promise<number> =>
  transaction('erase spans', async (sql) => {
    const [row] = await sql<{ erased: number }[]>`select operations.erase_spans(${batch}) as erased`
    return row?.erased ?? 0
  })

export interface TimeRange {
  readonly from: Date
  readonly to: Date
}

/** What one service asks of another, or of a database or a queue. */
export interface ServiceEdge {
  readonly from: string
  readonly to: string
  readonly calls: number
  readonly errors: number
  readonly p95Ms: number
}

export const readServiceMap = (database: Platform, { from, to }: TimeRange, deadline: Deadline) =>
  database.platform(
    { name: 'read service map', deadline },
    (sql) => sql<ServiceEdge[]>`
      select "from", "to", count(*)::int as calls, count(*) filter (where is_error)::int as errors,
        (percentile_cont(0.95) within group (order by duration_us) / 1000)::float8 as "p95Ms"
      from (
        select parent.service as "from", child.service as "to", child.is_error, child.duration_us
        from operations.spans child join operations.spans parent
          on parent.trace_id = child.trace_id and parent.span_id = child.parent_id
          and parent.service <> child.service
        where child.started_at >= ${from} and child.started_at < ${to}
          and parent.started_at >= ${from}::timestamptz - interval '1 minute' and parent.started_at < ${to}
        union all
        select service, coalesce(attributes ->> 'db.system.name', attributes ->> 'messaging.system'), is_error,
          duration_us
        from operations.spans
        where started_at >= ${from} and started_at < ${to} and kind in (3, 4)
          and coalesce(attributes ->> 'db.system.name', attributes ->> 'messaging.system') is not null
      ) calls group by 1, 2 order by calls desc, 1, 2 limit 500`,
  )

/** The spans of one name of a service. */
export interface SlowOperation {
  readonly service: string
  readonly name: string
  readonly calls: number
  readonly errors: number
  readonly p50Ms: number
  readonly p95Ms: number
  readonly maxMs: number
}

/** Slowest first, by p95. */
export const readSlowestOperations = (database: Platform, { from, to }: TimeRange, limit: number, deadline: Deadline) =>
  database.platform(
    { name: 'read slowest operations', deadline },
    (sql) => sql<SlowOperation[]>`
      select service, name, count(*)::int as calls, count(*) filter (where is_error)::int as errors,
        (percentile_cont(0.5) within group (order by duration_us) / 1000)::float8 as "p50Ms",
        (percentile_cont(0.95) within group (order by duration_us) / 1000)::float8 as "p95Ms",
        (max(duration_us) / 1000.0)::float8 as "maxMs"
      from operations.spans where started_at >= ${from} and started_at < ${to}
      group by service, name order by 6 desc, service, name limit ${limit}`,
  )
