import { events } from '../behaviour/item-uses.ts'
import type { Sql } from '../client/tenant-database.ts'
import type { LogPosition } from '../tail/log-position.ts'
import { readTail } from '../tail/read-tail.ts'

interface EventClicks {
  readonly clicks: number
  /** Whether there are events to look at later: the receipt of what they followed may not be stored yet. */
  readonly hasEarly: boolean
  readonly next: LogPosition
  readonly drained: boolean
}

interface ShownUse {
  readonly xid: string
  readonly seq: bigint
  readonly receipt_id: string
  readonly item_id: string
  readonly occurred_at: Date
  readonly is_early: boolean
}

/** An event after this time has another cause. The clock that gave its time may be a minute slow. */
const windowMinutes = 30
const slowMinutes = 1
/** Receipts are stored in batches, each 250 ms after its first answer, or later while Postgres is slow. */
const settleSeconds = 5
const pageRows = 5_000

/**
 * Turns events after a position into clicks: a use of an item by the user or session to whom a suggestion has shown it
 * in the 30 minutes before, or by whoever names the suggestion's receipt. The newest such suggestion gets the click. A
 * click that was reported as feedback is not counted again. Stops at the first event of the last 5 seconds: all
 * receipts that it may have followed must be stored, or the click would be lost or go to an older suggestion.
 */
export async function insertEventClicks(sql: Sql, tenantId: string, after: LogPosition): Promise<EventClicks> {
  const query = {
    columns: sql`shown.id as receipt_id, log.item_id, log.occurred_at,
      log.received_at > now() - make_interval(secs => ${settleSeconds}) as is_early`,
    from: sql`${events(sql)} log left join lateral (
      select id from (${shownBefore(sql, tenantId)}) r order by r.created_at desc limit 1
    ) shown on true`,
    where: sql`log.tenant_id = ${tenantId}`,
  }
  const page = await readTail<ShownUse>(sql, query, after, pageRows)
  const settled = page.changes.findIndex(({ is_early }) => is_early)
  const changes = settled < 0 ? page.changes : page.changes.slice(0, settled)
  const last = changes.at(-1)
  const upTo = last ? { xid: BigInt(last.xid), seq: last.seq } : after
  const { next, drained } = settled < 0 ? page : { next: upTo, drained: true }
  const read = { next, drained, hasEarly: await hasEventsAfter(sql, tenantId, next) }
  const found = changes.filter(({ receipt_id }) => receipt_id !== null)
  if (found.length === 0) return { clicks: 0, ...read }
  const rows = found.map(({ receipt_id, item_id, occurred_at }) => ({ receipt_id, item_id, occurred_at }))
  const { count } = await sql`
    insert into learning.feedback (tenant_id, receipt_id, item_id, signal, occurred_at, user_id, session_id)
    select distinct on (c.receipt_id, c.item_id) ${tenantId}, c.receipt_id, c.item_id, 'click', c.occurred_at,
      r.user_id, r.session_id
    from jsonb_to_recordset(${sql.json(rows)}) as c (receipt_id text, item_id text, occurred_at timestamptz)
    join learning.receipts r on r.tenant_id = ${tenantId} and r.id = c.receipt_id
    order by c.receipt_id, c.item_id, c.occurred_at
    on conflict (tenant_id, receipt_id, item_id, signal) do nothing`
  return { clicks: count, ...read }
}

/** Also those of a transaction above the horizon: a long transaction of anyone holds them back. */
async function hasEventsAfter(sql: Sql, tenantId: string, { xid, seq }: LogPosition): Promise<boolean> {
  const rows = await sql`
    select from ${events(sql)} log
    where log.tenant_id = ${tenantId} and (log.xid, log.seq) > (${String(xid)}::xid8, ${seq}) limit 1`
  return rows.length > 0
}

/** The suggestions that may have led to the event `log`. */
function shownBefore(sql: Sql, tenantId: string) {
  const columns = sql`
    select id, created_at from learning.receipts
    where tenant_id = ${tenantId} and kind = 'suggestion' and log.item_id = any (item_ids)`
  const within = sql`log.receipt_id is null
    and created_at >= log.occurred_at - make_interval(mins => ${windowMinutes})
    and created_at <= log.occurred_at + make_interval(mins => ${slowMinutes})`
  return sql`
    ${columns} and id = log.receipt_id
    union all ${columns} and user_id = log.user_id and ${within}
    union all ${columns} and session_id = log.session_id and ${within}`
}
