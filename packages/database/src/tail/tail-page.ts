import { atHorizon, type Position } from './position.ts'

/** A row of a tail, left-joined to the horizon below which it was read: without changes there is one row, all null but the horizon. */
export interface TailRow {
  readonly horizon: string
  readonly xid: string | null
  readonly seq: bigint
}

/** The changes among rows read in the order of (xid, seq), where to read on, and whether that is all below the horizon. */
export function tailPage<R extends TailRow>(rows: readonly R[], pageRows: number) {
  const changed = rows.filter((row) => row.xid !== null)
  const last = changed.at(-1)
  const drained = changed.length < pageRows
  const horizon = BigInt(rows[0]?.horizon ?? 0)
  const next: Position = drained || !last ? atHorizon(horizon) : { xid: BigInt(last.xid ?? 0), seq: last.seq }
  return { changed, next, drained }
}
