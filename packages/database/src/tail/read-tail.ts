import type { Fragment, Sql } from '../client/tenant-database.ts'
import { atHorizon, type LogPosition } from './log-position.ts'

/** One page of changes, in commit order. */
export interface TailPage<R> {
  readonly changes: readonly R[]
  /** Where to read on. */
  readonly next: LogPosition
  /** Whether the page holds all that is left below the horizon. */
  readonly drained: boolean
}

/** The rows to read. The fragments call the table that is tailed `log`. */
export interface TailQuery {
  readonly columns: Fragment
  readonly from: Fragment
  readonly where: Fragment
}

/** The horizon stands beside every row. Without changes there is one row, all null but the horizon. */
interface TailRow {
  readonly horizon: string
  readonly xid: string | null
  readonly seq: bigint
}

/**
 * Reads the rows after `position` whose transactions lie below the horizon: no transaction that commits late is
 * skipped. Of a row that changed often, only the last state is there.
 */
export async function readTail<R>(
  sql: Sql,
  { columns, from, where }: TailQuery,
  { xid, seq }: LogPosition,
  pageRows: number,
): Promise<TailPage<R>> {
  const rows = await sql<(R & TailRow)[]>`
    select h.horizon::text, t.* from (select pg_snapshot_xmin(pg_current_snapshot()) as horizon) h
    left join lateral (
      select log.xid, log.seq, ${columns} from ${from}
      where ${where} and log.xid < h.horizon and (log.xid, log.seq) > (${String(xid)}::xid8, ${seq})
      order by log.xid, log.seq limit ${pageRows}
    ) t on true`
  const changes = rows.filter((row) => row.xid !== null)
  const last = changes.at(-1)
  const drained = changes.length < pageRows
  const horizon = BigInt(rows[0]?.horizon ?? 0)
  const next = drained || !last ? atHorizon(horizon) : { xid: BigInt(last.xid ?? 0), seq: last.seq }
  return { changes, next, drained }
}
