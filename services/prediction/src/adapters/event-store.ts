import {
  type Database,
  type Position,
  type TailRow,
  tailPage,
  toUsage,
  type Usage,
  type UsageRow,
} from '@inkling/database'
import type { Changes } from '@inkling/read-model'
import type { AcceptableEvent } from '../domain/partition-events.ts'

const pageRows = 5_000

export interface Stored {
  /** Ids that were known before. */
  readonly duplicates: ReadonlySet<string>
  readonly transactionId: bigint
}

/** Inserts events in one statement; those with a known id of their own are left out. Ids must be distinct. */
export function insertEvents(
  database: Database,
  tenantId: string,
  events: readonly AcceptableEvent[],
): Promise<Stored> {
  const rows = events.map((event) => ({ ...event, context: event.context ?? null }))
  return database.tenant(tenantId, { name: 'insert events' }, async (sql) => {
    const [row] = await sql<{ duplicates: string[] | null; xid: string }[]>`
      with input as materialized (
        select * from jsonb_to_recordset(${sql.json(rows)}) as e (
          id text, "hasOwnId" boolean, type text, "userId" text, "sessionId" text, "itemId" text,
          "occurredAt" timestamptz, value double precision, context jsonb, "receiptId" text)
      ), fresh as (
        insert into behaviour.event_ids (tenant_id, id)
        select ${tenantId}, id from input where "hasOwnId"
        on conflict do nothing
        returning id
      ), stored as (
        insert into behaviour.events
          (tenant_id, id, type, user_id, session_id, item_id, occurred_at, value, context, receipt_id)
        select ${tenantId}, id, type, "userId", "sessionId", "itemId", "occurredAt", value, context, "receiptId"
        from input where not "hasOwnId" or id in (select id from fresh)
      )
      select
        (select array_agg(id) from input where "hasOwnId" and id not in (select id from fresh)) as duplicates,
        pg_current_xact_id()::text as xid`
    return { duplicates: new Set(row?.duplicates ?? []), transactionId: BigInt(row?.xid ?? 0) }
  })
}

/** What came after `position` in commit order. */
export function readEventsAfter(database: Database, tenantId: string, position: Position): Promise<Changes<Usage>> {
  return database.tenant(tenantId, { name: 'tail events' }, async (sql) => {
    const rows = await sql<(UsageRow & TailRow)[]>`
      select h.horizon::text, e.xid::text, e.seq, e.user_id, e.session_id, e.item_id,
        (extract(epoch from e.occurred_at) * 1000)::float8 as at_ms, e.receipt_id is not null as is_induced
      from (select pg_snapshot_xmin(pg_current_snapshot()) as horizon) h
      left join lateral (
        select * from behaviour.events
        where tenant_id = ${tenantId} and xid < h.horizon and (xid, seq) > (${String(position.xid)}::xid8, ${position.seq})
        order by xid, seq limit ${pageRows}
      ) e on true`
    const { changed, ...page } = tailPage(rows, pageRows)
    return { changes: changed.map(toUsage), ...page }
  })
}
