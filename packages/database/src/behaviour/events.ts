import type { Event } from '@inkling/contracts'
import type { FieldError } from '@inkling/errors'
import { aliases } from '../catalog/aliases.ts'
import { storeInParts } from '../client/store-in-parts.ts'
import type { Sql, TenantDatabase } from '../client/tenant-database.ts'
import { keysetPages } from '../tail/keyset.ts'
import type { LogPosition } from '../tail/log-position.ts'
import { readTail, type TailPage } from '../tail/read-tail.ts'
import { ensureMonthsOf } from './partitions.ts'

/** An event that may be stored. */
export interface NewEvent extends Omit<Event, 'id' | 'occurredAt'> {
  readonly id: string
  /** Whether a second event with the id is a duplicate. */
  readonly hasOwnId: boolean
  /** Whether the id names an execution of a request, so that a duplicate was stored by the same request. */
  readonly isOfExecution?: boolean
  readonly occurredAt: string
}

export interface EventsInsert {
  /** Ids that were stored before. */
  readonly duplicates: ReadonlySet<string>
  /** Ids of events with values that Postgres refused, and what is wrong with each. */
  readonly refused: ReadonlyMap<string, FieldError>
  /** The last transaction that stored events; 0 if none was stored. */
  readonly transactionId: bigint
}

/** One use of an item by a user. Models of behaviour are built from these. */
export interface Usage {
  readonly itemId: string
  readonly userId?: string
  readonly sessionId?: string
  readonly atMs: number
  /** Caused by an answer of ours, whose receipt the event carries. */
  readonly isInduced?: boolean
}

/** A use at its place in the log. */
export interface LoggedUsage extends Usage {
  readonly position: LogPosition
}

/** Which events are read; all by default. */
export interface EventRange {
  /** The last event. */
  readonly upTo?: LogPosition
  /** Most events of a page. */
  readonly rows?: number
}

interface UsageRow {
  readonly user_id: string | null
  readonly session_id: string | null
  readonly item_id: string
  readonly at_ms: number
  readonly is_induced: boolean
}

interface LogPlace {
  readonly xid: string
  readonly seq: bigint
}

interface TimeKey {
  readonly at: string
  readonly seq: bigint
}

const pageRows = 5_000

const eventFields = { time: '/occurredAt', number: '/value' }

/**
 * Inserts events in one statement, except those whose own id is stored already. The ids must be distinct. If Postgres
 * refuses an event, all others are stored, in several statements.
 */
export async function insertEvents(database: TenantDatabase, events: readonly NewEvent[]): Promise<EventsInsert> {
  await ensureMonthsOf(
    database,
    events.map(({ occurredAt }) => occurredAt),
  )
  const { stored, refused } = await storeInParts(events, eventFields, (part) => insertPart(database, part))
  return {
    duplicates: new Set(stored.flatMap(({ duplicates }) => duplicates)),
    refused: new Map(refused.map(({ row, fault }) => [row.id, fault])),
    transactionId: stored.at(-1)?.transactionId ?? 0n,
  }
}

function insertPart(database: TenantDatabase, events: readonly NewEvent[]) {
  const { tenantId } = database
  const rows = events.map((event) => ({ ...event, context: event.context ?? null }))
  return database.transaction('insert events', async (sql) => {
    const [row] = await sql<{ duplicates: string[] | null; xid: string }[]>`
      with input as materialized (
        select * from jsonb_to_recordset(${sql.json(rows)}) as e (
          id text, "hasOwnId" boolean, type text, "userId" text, "sessionId" text, "itemId" text,
          "occurredAt" timestamptz, value double precision, context jsonb, "receiptId" text)
      ), fresh as (
        insert into behaviour.event_ids (tenant_id, id)
        select ${tenantId}, id from input where "hasOwnId" order by id
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
    return { duplicates: row?.duplicates ?? [], transactionId: BigInt(row?.xid ?? 0) }
  })
}

/** Reads the events after `position`, in commit order. */
export function readEventsAfter(
  database: TenantDatabase,
  position: LogPosition,
  { upTo, rows = pageRows }: EventRange = {},
): Promise<TailPage<LoggedUsage>> {
  return database.transaction('tail events', async (sql) => {
    const query = {
      columns: usageColumns(sql),
      from: sql`behaviour.events log left join (${aliases(sql, database.tenantId)}) alias on alias.id = log.item_id`,
      where: sql`log.tenant_id = ${database.tenantId} ${before(sql, upTo)}`,
    }
    const { changes, ...page } = await readTail<UsageRow & LogPlace>(sql, query, position, rows)
    return { changes: changes.map(toLoggedUsage), ...page }
  })
}

const before = (sql: Sql, upTo: LogPosition | undefined) =>
  upTo === undefined ? sql`` : sql`and (log.xid, log.seq) <= (${String(upTo.xid)}::xid8, ${upTo.seq}::bigint)`

/** Reads every event of transactions below `horizon`, in the order of their times, a page at a time. */
export async function* readAllEvents(database: TenantDatabase, horizon: bigint): AsyncGenerator<Usage[]> {
  const readPage = ({ at, seq }: TimeKey) =>
    database.transaction(
      'read events',
      (sql) => sql<(UsageRow & TimeKey)[]>`
        select seq, occurred_at::text as at, ${usageColumns(sql)} from behaviour.events log
        left join (${aliases(sql, database.tenantId)}) alias on alias.id = log.item_id
        where tenant_id = ${database.tenantId} and (occurred_at, seq) > (${at}::text::timestamptz, ${seq})
          and xid < ${String(horizon)}::xid8
        order by occurred_at, seq limit ${pageRows}`,
    )
  for await (const rows of keysetPages({ at: '-infinity', seq: 0n }, pageRows, readPage)) yield rows.map(toUsage)
}

/** How many events of a tenant are stored. */
export function countEvents({ tenantId, transaction }: TenantDatabase): Promise<number> {
  return transaction('count events', async (sql) => {
    const [row] = await sql<{ events: number }[]>`
      select count(*)::float8 as events from behaviour.events where tenant_id = ${tenantId}`
    return row?.events ?? 0
  })
}

/** Whether at least `least` events were stored by transactions from `horizon` on. Reads no more events than that. */
export function hasEventsSince(
  { tenantId, transaction }: TenantDatabase,
  horizon: bigint,
  least: number,
): Promise<boolean> {
  return transaction('count new events', async (sql) => {
    const [row] = await sql<{ events: number }[]>`
      select count(*)::int as events from (
        select from behaviour.events where tenant_id = ${tenantId} and xid >= ${String(horizon)}::xid8 limit ${least}
      ) since`
    return row?.events === least
  })
}

/** The use of an item that was merged counts for its survivor. */
const usageColumns = (sql: Sql) => sql`
  user_id, session_id, coalesce(alias.survivor_id, item_id) as item_id,
  (extract(epoch from occurred_at) * 1000)::float8 as at_ms, receipt_id is not null as is_induced`

const toUsage = (row: UsageRow): Usage => ({
  itemId: row.item_id,
  atMs: row.at_ms,
  ...(row.user_id !== null && { userId: row.user_id }),
  ...(row.session_id !== null && { sessionId: row.session_id }),
  ...(row.is_induced && { isInduced: true }),
})

const toLoggedUsage = (row: UsageRow & LogPlace): LoggedUsage => ({
  ...toUsage(row),
  position: { xid: BigInt(row.xid), seq: row.seq },
})
