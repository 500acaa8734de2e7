import type { Sql } from '../client/tenant-database.ts'
import { isBeingErased } from '../control/tenants.ts'
import type { LogPosition } from '../tail/log-position.ts'

/** The places up to which a tenant's feedback and events were looked at. */
export interface LearnedUpTo {
  readonly feedback: LogPosition
  readonly events: LogPosition
  /** Feedback up to here is counted in the sums of answers; undefined if up to where it was looked at. */
  readonly counted?: LogPosition | undefined
}

interface PositionsRow {
  readonly feedback_xid: string
  readonly feedback_seq: bigint
  readonly events_xid: string
  readonly events_seq: bigint
  readonly counted_xid: string | null
  readonly counted_seq: bigint
}

/** The scenario of the row that belongs to the tenant as a whole. */
export const ofTenant = ''
/** No sequence reaches it. */
const lastSeq = String(2n ** 63n - 1n)

/**
 * Locks the tenant's learning until the transaction ends, so that one process at a time learns. Returns up to where it
 * has learned; undefined for a tenant that is being erased.
 */
export async function lockLearning(sql: Sql, tenantId: string): Promise<LearnedUpTo | undefined> {
  await sql`
    insert into learning.rankers (tenant_id, scenario) select ${tenantId}, ${ofTenant}
    where not ${isBeingErased(sql, tenantId)} on conflict do nothing`
  const [row] = await sql<PositionsRow[]>`
    select feedback_xid::text, feedback_seq, events_xid::text, events_seq, counted_xid::text, counted_seq
    from learning.rankers
    where tenant_id = ${tenantId} and scenario = ${ofTenant} and not ${isBeingErased(sql, tenantId)} for update`
  return (
    row && {
      feedback: { xid: BigInt(row.feedback_xid), seq: row.feedback_seq },
      events: { xid: BigInt(row.events_xid), seq: row.events_seq },
      counted: row.counted_xid === null ? undefined : { xid: BigInt(row.counted_xid), seq: row.counted_seq },
    }
  )
}

/** Stores up to where the tenant has learned. The caller holds the lock. */
export const storeLearnedUpTo = (sql: Sql, tenantId: string, { feedback, events }: LearnedUpTo) => sql`
  update learning.rankers set
    feedback_xid = ${String(feedback.xid)}::xid8, feedback_seq = ${feedback.seq},
    events_xid = ${String(events.xid)}::xid8, events_seq = ${events.seq}
  where tenant_id = ${tenantId} and scenario = ${ofTenant}`

/** All feedback and events that a transaction stores until its end count as looked at: what they taught is restored. */
export const skipStored = (sql: Sql, tenantId: string) => sql`
  update learning.rankers set feedback_xid = pg_current_xact_id(), feedback_seq = ${lastSeq},
    events_xid = pg_current_xact_id(), events_seq = ${lastSeq}, counted_xid = null, counted_seq = null
  where tenant_id = ${tenantId} and scenario = ${ofTenant}`
