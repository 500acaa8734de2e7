import type { Feedback } from '@inkling/contracts'
import { type RefusedRow, storeInParts } from '../client/store-in-parts.ts'
import type { Sql, TenantDatabase } from '../client/tenant-database.ts'

type Signal = Feedback['signal']

/** Answers of one kind, and how many of them had an item that the user wanted. */
export interface ClickCounts {
  readonly kind: string
  readonly receipts: number
  readonly clicked: number
}

/** The signals that show that the user wanted the item. */
export const positiveSignals: readonly Signal[] = ['click', 'use', 'save', 'purchase', 'prefetchUsed']

const feedbackFields = { time: '/occurredAt', number: '/value' }

const notShown = {
  pointer: '/itemId',
  code: 'not_shown',
  detail: 'The answer of this receiptId does not have this item; name an item of its list',
}

export interface FeedbackInsert {
  /** Lines that were stored. The others are refused, or were stored before. */
  readonly stored: number
  readonly refused: readonly RefusedRow<Feedback>[]
}

/**
 * Stores feedback in one statement, each signal for an item of a receipt once. Refuses a line whose item the receipt
 * does not have, unless the receipt is not stored. If Postgres refuses a line, stores all others.
 */
export async function insertFeedback(database: TenantDatabase, lines: readonly Feedback[]): Promise<FeedbackInsert> {
  const { stored, refused } = await storeInParts(lines, feedbackFields, (part) => insertPart(database, part))
  return {
    stored: stored.reduce((sum, part) => sum + part.stored, 0),
    refused: [...refused, ...stored.flatMap(({ unshown }) => unshown.map((row) => ({ row, fault: notShown })))],
  }
}

/** Rows that are there already are met in one order, so that requests with the same rows do not deadlock. */
function insertPart({ tenantId, transaction }: TenantDatabase, lines: readonly Feedback[]) {
  const rows = lines.map((line, nth) => ({ ...line, nth }))
  return transaction('insert feedback', async (sql) => {
    const [row] = await sql<{ stored: number; unshown: number[] }[]>`
      with input as materialized (
        select f.*, r.user_id, r.session_id, r.id is not null and f."itemId" <> all (r.item_ids) as is_unshown
        from jsonb_to_recordset(${sql.json(rows)}) as f (nth int,
          "receiptId" text, "itemId" text, signal text, value double precision, "occurredAt" timestamptz)
        left join learning.receipts r on r.tenant_id = ${tenantId} and r.id = f."receiptId"
      ), stored as (
        insert into learning.feedback (tenant_id, receipt_id, item_id, signal, value, occurred_at, user_id,
          session_id)
        select ${tenantId}, "receiptId", "itemId", signal, value, coalesce("occurredAt", now()), user_id,
          session_id
        from input where not is_unshown order by "receiptId", "itemId", signal, nth
        on conflict (tenant_id, receipt_id, item_id, signal) do nothing
        returning 1
      )
      select (select count(*)::int from stored) as stored,
        (select coalesce(array_agg(nth), '{}') from input where is_unshown) as unshown`
    return {
      stored: row?.stored ?? 0,
      unshown: (row?.unshown ?? []).flatMap((nth) => lines[nth] ?? []),
    }
  })
}

/** Whether the receipts of these ids are stored. */
export function hasReceipts({ tenantId, transaction }: TenantDatabase, ids: readonly string[]): Promise<boolean> {
  const distinct = [...new Set(ids)]
  return transaction('look for receipts', async (sql) => {
    const [row] = await sql<{ stored: number }[]>`
      select count(*)::int as stored from learning.receipts
      where tenant_id = ${tenantId} and id = any (${distinct})`
    return row?.stored === distinct.length
  })
}

/** Counts the answers of the last hours that had at least one positive signal, by kind of answer. */
export const countClicks = (sql: Sql, tenantId: string, hours: number) => sql<ClickCounts[]>`
  select r.kind, count(*)::float8 as receipts,
    count(*) filter (where exists (
      select from learning.feedback f
      where f.tenant_id = ${tenantId} and f.receipt_id = r.id and f.signal in ${sql(positiveSignals)}
    ))::float8 as clicked
  from learning.receipts r
  where r.tenant_id = ${tenantId} and r.created_at >= now() - make_interval(hours => ${hours})
  group by r.kind order by r.kind`

/** How many answers of a kind got a signal. */
export interface SignalCount {
  readonly kind: string
  readonly signal: Signal
  readonly answers: number
}

/** Counts the answers of the last hours that got each signal, by kind of answer. */
export const countSignals = ({ tenantId, transaction }: TenantDatabase, hours: number): Promise<SignalCount[]> =>
  transaction(
    'count signals',
    (sql) => sql<SignalCount[]>`
      select r.kind, f.signal, count(distinct r.id)::float8 as answers
      from learning.receipts r join learning.feedback f on f.tenant_id = ${tenantId} and f.receipt_id = r.id
      where r.tenant_id = ${tenantId} and r.created_at >= now() - make_interval(hours => ${hours})
      group by r.kind, f.signal`,
  )

/** Whether feedback was received after a time, which is written as Postgres writes it. */
export function hasFeedbackAfter({ tenantId, transaction }: TenantDatabase, receivedAfter: string): Promise<boolean> {
  return transaction('look for new feedback', async (sql) => {
    const rows = await sql`
      select from learning.feedback
      where tenant_id = ${tenantId} and received_at > ${receivedAfter}::text::timestamptz limit 1`
    return rows.length > 0
  })
}
