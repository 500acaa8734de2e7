import type { Sql } from '../client/tenant-database.ts'

/** Feedback whose receipt is not there. */
export interface WaitingFeedback {
  /** Lines whose receipt may still arrive. */
  readonly waiting: number
  /** Lines whose receipt did not arrive in time: it was dropped, or its request refused consent. */
  readonly unknown: number
}

/** A receipt is stored within seconds; after this time it was lost. */
const waitMinutes = 15

/**
 * Moves feedback to the rest once its receipt is stored. Of a line whose item the answer did not show, nothing is kept.
 * Returns how many lines were joined and how many still wait for a receipt.
 */
export async function joinWaitingFeedback(sql: Sql, tenantId: string): Promise<{ joined: number; waiting: number }> {
  const [row] = await sql<{ joined: number; waiting: number }[]>`
    with arrived as (
      delete from learning.waiting_feedback w using learning.receipts r
      where w.tenant_id = ${tenantId} and r.tenant_id = ${tenantId} and r.id = w.receipt_id
      returning w.*, r.user_id, r.session_id, r.item_ids
    ), stored as (
      insert into learning.feedback
        (tenant_id, receipt_id, item_id, signal, value, occurred_at, received_at, user_id, session_id)
      select ${tenantId}, receipt_id, item_id, signal, value, occurred_at, received_at, user_id, session_id
      from arrived where item_id = any (item_ids) order by receipt_id, item_id, signal
      on conflict (tenant_id, receipt_id, item_id, signal) do nothing
      returning 1
    )
    select (select count(*)::int from stored) as joined,
      (select count(*)::int from learning.waiting_feedback
        where tenant_id = ${tenantId} and received_at > now() - make_interval(mins => ${waitMinutes})
          and receipt_id not in (select receipt_id from arrived)) as waiting`
  return row ?? { joined: 0, waiting: 0 }
}

export async function countWaitingFeedback(sql: Sql, tenantId: string): Promise<WaitingFeedback> {
  const [row] = await sql<WaitingFeedback[]>`
    select count(*) filter (where received_at > now() - make_interval(mins => ${waitMinutes}))::float8 as waiting,
      count(*) filter (where received_at <= now() - make_interval(mins => ${waitMinutes}))::float8 as unknown
    from learning.waiting_feedback where tenant_id = ${tenantId}`
  return row ?? { waiting: 0, unknown: 0 }
}
