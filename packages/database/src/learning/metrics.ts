import type { Fragment, Sql, TenantDatabase } from '../client/tenant-database.ts'
import type { LogPosition } from '../tail/log-position.ts'
import { countUpTo } from './homes.ts'
import { type CaseSums, type ItemKind, type KindSums, type MetricsSums, sketchOf, totalsOf } from './kind-sums.ts'
import { type Apart, rowsBefore, sumsApart } from './sums.ts'

/** The sums since the last write, of one model and one kind of items. */
export interface MetricsDelta extends CaseSums {
  readonly kind: ItemKind
  /** A sketch of the listed items: 4,096 bits in hexadecimal digits. */
  readonly listed: string
}

export interface MetricsSumsApart extends MetricsSums {
  readonly at: Date
}

/** The lease under which events were counted, and the last of them. */
export interface Counted {
  readonly token: bigint
  readonly upTo: LogPosition
}

/**
 * Adds to the sums of the present hour. Rows are met in one order, so that processes do not deadlock.
 * @param counted nothing is added if another process has taken the lease since, or if these events are counted already
 * @returns false if another process has taken the lease
 */
export function addMetrics(
  database: TenantDatabase,
  knownItems: number,
  deltas: readonly MetricsDelta[],
  counted?: Counted,
): Promise<boolean> {
  return database.transaction('store learning metrics', async (sql) => {
    const found = counted ? await countUpTo(sql, database.tenantId, counted.token, counted.upTo) : 'new'
    if (found === 'new') await addDeltas(sql, database.tenantId, knownItems, deltas)
    return found !== 'fenced'
  })
}

const addDeltas = (sql: Sql, tenantId: string, knownItems: number, deltas: readonly MetricsDelta[]) => sql`
  insert into learning.metrics as m
    (tenant_id, hour, known_items, model, kind, cases, hits_at_1, hits_at_5, hits_at_20, reciprocal_rank, ndcg,
    log_loss, answered, calibration, listed)
  select ${tenantId}, date_trunc('hour', now()), ${knownItems}, model, kind, cases, "hitsAt1", "hitsAt5",
    "hitsAt20", "reciprocalRank", ndcg, "logLoss", answered, calibration, ('x' || listed)::bit(4096)
  from jsonb_to_recordset(${sql.json(deltas.map((delta) => ({ ...delta })))}) as r (
    model text, kind text, cases bigint, "hitsAt1" bigint, "hitsAt5" bigint, "hitsAt20" bigint,
    "reciprocalRank" double precision, ndcg double precision, "logLoss" double precision,
    answered bigint, calibration double precision[], listed text)
  order by model, kind
  on conflict (tenant_id, model, kind, hour) do update set
    cases = m.cases + excluded.cases, hits_at_1 = m.hits_at_1 + excluded.hits_at_1,
    hits_at_5 = m.hits_at_5 + excluded.hits_at_5, hits_at_20 = m.hits_at_20 + excluded.hits_at_20,
    reciprocal_rank = m.reciprocal_rank + excluded.reciprocal_rank, ndcg = m.ndcg + excluded.ndcg,
    log_loss = m.log_loss + excluded.log_loss, answered = m.answered + excluded.answered,
    calibration = learning.add(m.calibration, excluded.calibration), listed = m.listed | excluded.listed,
    known_items = greatest(m.known_items, excluded.known_items)`

/**
 * The sums of a window before `presentFrom`, the beginning of the hour of a minute ago. No event changes them any more,
 * so they may be kept.
 */
export const readPastMetrics = (
  { tenantId, transaction }: TenantDatabase,
  hours: number,
  presentFrom: Date,
): Promise<readonly KindSums[]> =>
  transaction('read learning metrics', async (sql) =>
    (await selectKinds(sql, rowsBefore(sql, 'metrics', tenantId, hours, presentFrom))).map(withSketch),
  )

/**
 * The sums of a window per model, over all items and for each kind of items.
 * @param past the part before `presentFrom`, see `readPastMetrics`
 */
export async function readMetrics(
  sql: Sql,
  tenantId: string,
  { past, presentFrom }: { readonly past: readonly KindSums[]; readonly presentFrom: Date },
): Promise<MetricsSums[]> {
  return totalsOf([...past, ...(await selectHours(sql, tenantId, presentFrom)).map(withSketch)])
}

/** The same for each hour or day apart, the oldest first. */
export const readMetricsApart = (sql: Sql, tenantId: string, apart: Apart) =>
  selectSums(sql, sumsApart(sql, 'metrics', tenantId, apart))

/** Of the calibration: three numbers for each of 20 bins. A sum by subscripts is ten times as fast as one of arrays. */
const bins = Array.from({ length: 60 }, (_, n) => n + 1)
const binSums = bins.map((n) => `sum(calibration[${n}]) as bin${n}`).join(', ')
const binSumsOfKind = bins.map((n) => `coalesce(sum(calibration[${n}]), 0)`).join(', ')
const binTotals = bins.map((n) => `coalesce(sum(bin${n}), 0)`).join(', ')

type KindRow = Omit<KindSums, 'listed'> & { readonly listed: Buffer }
const withSketch = ({ listed, ...sums }: KindRow): KindSums => ({ ...sums, listed: sketchOf(listed) })

/** The rows as they are: of an hour or two there are so few that to add them up here takes less than to plan it. */
const selectHours = (sql: Sql, tenantId: string, from: Date) => sql<KindRow[]>`
  select model, kind, cases::float8 as cases, hits_at_1::float8 as "hitsAt1", hits_at_5::float8 as "hitsAt5",
    hits_at_20::float8 as "hitsAt20", reciprocal_rank as "reciprocalRank", ndcg, log_loss as "logLoss",
    answered::float8 as answered, to_json(calibration) as calibration,
    substr(bit_send(listed), 5) as listed, known_items::float8 as "knownItems"
  from learning.metrics where tenant_id = ${tenantId} and hour >= ${from}`

/** One row for each model and kind. A bit string is sent as its length, four bytes, and its bits. */
const selectKinds = (sql: Sql, rows: Fragment) => sql<KindRow[]>`
  select model, kind, sum(cases)::float8 as cases, sum(hits_at_1)::float8 as "hitsAt1",
    sum(hits_at_5)::float8 as "hitsAt5", sum(hits_at_20)::float8 as "hitsAt20",
    sum(reciprocal_rank) as "reciprocalRank", sum(ndcg) as ndcg, sum(log_loss) as "logLoss",
    sum(answered)::float8 as answered, to_json(array[${sql.unsafe(binSumsOfKind)}]) as calibration,
    substr(bit_send(bit_or(listed)), 5) as listed, max(known_items)::float8 as "knownItems"
  from ${rows} as sums group by model, kind`

/** Adds up the rows first and then the kinds of items: there are many rows, and few kinds. */
const selectSums = (sql: Sql, rows: Fragment) => sql<MetricsSumsApart[]>`
  select at, model, kind, sum(cases)::float8 as cases, sum(hits_at_1)::float8 as "hitsAt1",
    sum(hits_at_5)::float8 as "hitsAt5", sum(hits_at_20)::float8 as "hitsAt20",
    sum(reciprocal_rank) as "reciprocalRank", sum(ndcg) as ndcg, sum(log_loss) as "logLoss",
    sum(answered)::float8 as answered, to_json(array[${sql.unsafe(binTotals)}]) as calibration,
    bit_count(bit_or(listed))::int as "listedBits", max(known_items)::float8 as "knownItems"
  from (
    select at, model, kind, sum(cases) as cases, sum(hits_at_1) as hits_at_1, sum(hits_at_5) as hits_at_5,
      sum(hits_at_20) as hits_at_20, sum(reciprocal_rank) as reciprocal_rank, sum(ndcg) as ndcg,
      sum(log_loss) as log_loss, sum(answered) as answered, ${sql.unsafe(binSums)}, bit_or(listed) as listed,
      max(known_items) as known_items
    from ${rows} as sums
    group by at, model, kind
  ) kinds
  group by grouping sets ((at, model), (at, model, kind)) order by at, model, kind nulls first`
