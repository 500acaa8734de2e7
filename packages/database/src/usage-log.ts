import type { Database } from './create-database.ts'

/** Who used what, when: what models of behaviour are made of. */
export interface Usage {
  readonly itemId: string
  readonly userId?: string
  readonly sessionId?: string
  readonly atMs: number
  /** Caused by an answer of ours, whose receipt the event carries. */
  readonly isInduced?: boolean
}

export interface UsageRow {
  readonly user_id: string | null
  readonly session_id: string | null
  readonly item_id: string
  readonly at_ms: number
  readonly is_induced: boolean
}

const pageRows = 5_000

export const toUsage = (row: UsageRow): Usage => ({
  itemId: row.item_id,
  atMs: row.at_ms,
  ...(row.user_id !== null && { userId: row.user_id }),
  ...(row.session_id !== null && { sessionId: row.session_id }),
  ...(row.is_induced && { isInduced: true }),
})

/** Every event of transactions below `horizon`, in the order of their times, a page at a time. */
export async function* readAllEvents(database: Database, tenantId: string, horizon: bigint): AsyncGenerator<Usage[]> {
  let after = { at: '-infinity', seq: 0n }
  for (;;) {
    const rows = await database.tenant(
      tenantId,
      { name: 'read events' },
      (sql) => sql<(UsageRow & { at: string; seq: bigint })[]>`
      select user_id, session_id, item_id, seq, occurred_at::text as at, (extract(epoch from occurred_at) * 1000)::float8 as at_ms,
        receipt_id is not null as is_induced
      from behaviour.events
      where tenant_id = ${tenantId} and (occurred_at, seq) > (${after.at}::text::timestamptz, ${after.seq}) and xid < ${String(horizon)}::xid8
      order by occurred_at, seq limit ${pageRows}`,
    )
    yield rows.map(toUsage)
    const last = rows.at(-1)
    if (!last || rows.length < pageRows) return
    after = { at: last.at, seq: last.seq }
  }
}
