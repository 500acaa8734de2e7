import type { Database } from '../client/create-database.ts'

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

/** Every event of transactions below `horizon`, in the order of their times, a page at a time; the next is on its way meanwhile. */
export async function* readAllEvents(database: Database, tenantId: string, horizon: bigint): AsyncGenerator<Usage[]> {
  let reading = readPage(database, tenantId, horizon, { at: '-infinity', seq: 0n })
  for (;;) {
    const rows = await reading
    const last = rows.at(-1)
    const hasMore = last !== undefined && rows.length === pageRows
    if (hasMore) {
      reading = readPage(database, tenantId, horizon, last)
      // Whoever reads on hears of an error; whoever stops here has no use for it.
      reading.catch(() => {})
    }
    yield rows.map(toUsage)
    if (!hasMore) return
  }
}

interface Place {
  readonly at: string
  readonly seq: bigint
}

const readPage = (database: Database, tenantId: string, horizon: bigint, after: Place) =>
  database.tenant(
    tenantId,
    { name: 'read events' },
    (sql) => sql<(UsageRow & Place)[]>`
      select user_id, session_id, item_id, seq, occurred_at::text as at, (extract(epoch from occurred_at) * 1000)::float8 as at_ms,
        receipt_id is not null as is_induced
      from behaviour.events
      where tenant_id = ${tenantId} and (occurred_at, seq) > (${after.at}::text::timestamptz, ${after.seq}) and xid < ${String(horizon)}::xid8
      order by occurred_at, seq limit ${pageRows}`,
  )
