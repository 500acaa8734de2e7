import type { Feedback } from '@inkling/contracts'
import type { FieldError } from '@inkling/errors'
import { type RefusedRow, storeInParts } from '../client/store-in-parts.ts'
import type { TenantDatabase } from '../client/tenant-database.ts'

type Signal = Feedback['signal']

/** The signals that show that the user wanted the item. */
export const positiveSignals: readonly Signal[] = ['click', 'use', 'save', 'purchase', 'prefetchUsed']

const feedbackFields = { time: '/occurredAt', number: '/value' }

const notShown = {
  pointer: '/itemId',
  code: 'not_shown',
  detail: 'The answer of this receiptId does not have this item; name an item of its list',
}

/** For how long after an answer feedback on it is taken. */
const openDays = 7
const tooLate = {
  pointer: '/receiptId',
  code: 'too_late',
  detail: `The answer of this receiptId is older than ${openDays} days; send feedback sooner`,
}

export interface FeedbackInsert {
  /** Lines that were stored. The others are refused, or were stored before. */
  readonly stored: number
  /** How many of them wait until their receipt is stored. */
  readonly waiting: number
  /** The users and sessions of the answers of which an item was dismissed. */
  readonly dismissers: readonly { readonly userId?: string; readonly sessionId?: string }[]
  /** The last transaction that stored lines; 0 if none did. */
  readonly transactionId: bigint
  readonly refused: readonly RefusedRow<Feedback>[]
}

/**
 * Stores feedback in one statement, each signal for an item of a receipt once. Refuses a line whose item the receipt
 * does not have, or whose receipt is older than 7 days. A line whose receipt is not stored waits for it. If Postgres
 * refuses a line, stores all others.
 */
export async function insertFeedback(database: TenantDatabase, lines: readonly Feedback[]): Promise<FeedbackInsert> {
  const { stored, refused } = await storeInParts(lines, feedbackFields, (part) => insertPart(database, part))
  return {
    stored: stored.reduce((sum, part) => sum + part.stored, 0),
    waiting: stored.reduce((sum, part) => sum + part.waiting, 0),
    dismissers: stored.flatMap((part) => part.dismissers),
    transactionId: stored.at(-1)?.transactionId ?? 0n,
    refused: [...refused, ...stored.flatMap((part) => part.refused)],
  }
}

interface PartRow {
  readonly stored: number
  readonly waiting: number
  readonly unshown: number[]
  readonly late: number[]
  readonly dismissers: FeedbackInsert['dismissers'] | null
  readonly xid: string
}

/** Rows that are there already are met in one order, so that requests with the same rows do not deadlock. */
function insertPart({ tenantId, transaction }: TenantDatabase, lines: readonly Feedback[]) {
  const rows = lines.map((line, nth) => ({ ...line, nth }))
  return transaction('insert feedback', async (sql) => {
    const [row] = await sql<PartRow[]>`
      with input as materialized (
        select f.*, r.user_id, r.session_id, case
            when r.id is null then 'waiting'
            when f."itemId" <> all (r.item_ids) then 'unshown'
            when r.created_at < now() - make_interval(days => ${openDays}) then 'late'
            else 'joined' end as state
        from jsonb_to_recordset(${sql.json(rows)}) as f (nth int,
          "receiptId" text, "itemId" text, signal text, value double precision, "occurredAt" timestamptz)
        left join learning.receipts r on r.tenant_id = ${tenantId} and r.id = f."receiptId"
      ), stored as (
        insert into learning.feedback (tenant_id, receipt_id, item_id, signal, value, occurred_at, user_id,
          session_id)
        select ${tenantId}, "receiptId", "itemId", signal, value, coalesce("occurredAt", now()), user_id,
          session_id
        from input where state = 'joined' order by "receiptId", "itemId", signal, nth
        on conflict (tenant_id, receipt_id, item_id, signal) do nothing
        returning signal, user_id, session_id
      ), waiting as (
        insert into learning.waiting_feedback (tenant_id, receipt_id, item_id, signal, value, occurred_at)
        select ${tenantId}, "receiptId", "itemId", signal, value, coalesce("occurredAt", now())
        from input where state = 'waiting' order by "receiptId", "itemId", signal, nth
        on conflict (tenant_id, receipt_id, item_id, signal) do nothing
        returning 1
      )
      select (select count(*)::int from stored) as stored, (select count(*)::int from waiting) as waiting,
        (select coalesce(array_agg(nth), '{}') from input where state = 'unshown') as unshown,
        (select coalesce(array_agg(nth), '{}') from input where state = 'late') as late,
        (select jsonb_agg(distinct jsonb_strip_nulls(jsonb_build_object('userId', user_id, 'sessionId', session_id)))
          from stored where signal = 'dismiss') as dismissers,
        pg_current_xact_id()::text as xid`
    const refuse = (places: readonly number[] = [], fault: FieldError) =>
      places.flatMap((nth) => (lines[nth] ? [{ row: lines[nth], fault }] : []))
    return {
      stored: (row?.stored ?? 0) + (row?.waiting ?? 0),
      waiting: row?.waiting ?? 0,
      dismissers: row?.dismissers ?? [],
      transactionId: BigInt(row?.xid ?? 0),
      refused: [...refuse(row?.unshown, notShown), ...refuse(row?.late, tooLate)],
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

/** Whether feedback was received after a time, which is written as Postgres writes it. */
export function hasFeedbackAfter({ tenantId, transaction }: TenantDatabase, receivedAfter: string): Promise<boolean> {
  return transaction('look for new feedback', async (sql) => {
    const rows = await sql`
      select from learning.feedback
      where tenant_id = ${tenantId} and received_at > ${receivedAfter}::text::timestamptz limit 1`
    return rows.length > 0
  })
}
