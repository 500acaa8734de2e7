import type { LearningMetrics } from '@inkling/contracts'
import type { Database, Sql } from '@inkling/database'
import { meansOf, type Sums } from '../domain/means.ts'

const shownWeights = 50
/** A week. */
const shownHours = 168

/** How predictions and answers did within the last `windowHours`; if asked for also in each hour. */
export function readLearning(
  database: Database,
  tenantId: string,
  windowHours: number,
  by?: 'hour',
): Promise<Omit<LearningMetrics, 'window'>> {
  return database.tenant(tenantId, { name: 'read learning metrics' }, async (sql) => {
    const since = sql`now() - make_interval(hours => ${windowHours})`
    const models = await readSums(sql, tenantId, windowHours)
    const hours = by && { hours: await readHours(sql, tenantId, Math.min(windowHours, shownHours - 1)) }
    const weights = await sql<{ recorded_at: Date; weights: Record<string, number> }[]>`
      select recorded_at, weights from learning.weights
      where tenant_id = ${tenantId} order by recorded_at desc limit ${shownWeights}`
    const feedback = await sql<{ kind: string; receipts: number; clicked: number }[]>`
      select r.kind, count(*)::float8 as receipts,
        count(*) filter (where exists (
          select from learning.feedback f
          where f.tenant_id = ${tenantId} and f.receipt_id = r.id and f.signal in ('click', 'use', 'save', 'purchase', 'prefetchUsed')))::float8 as clicked
      from learning.receipts r where r.tenant_id = ${tenantId} and r.created_at >= ${since} group by r.kind order by r.kind`
    return {
      models: meansOf(models),
      ...hours,
      weights: weights.map((row) => ({ recordedAt: row.recorded_at.toISOString(), weights: row.weights })),
      feedback: feedback.map((row) => ({ ...row, clickThroughRate: row.clicked / row.receipts })),
    }
  })
}

async function readHours(sql: Sql, tenantId: string, hours: number) {
  const rows = await readSums(sql, tenantId, hours, true)
  const byHour = Map.groupBy(rows, ({ hour }) => hour?.toISOString() ?? '')
  return [...byHour].map(([hour, sums]) => ({ hour, models: meansOf(sums) }))
}

/** Per model over all items, and for each kind of items. */
function readSums(sql: Sql, tenantId: string, hours: number, isByHour = false) {
  const groups = isByHour ? sql`(hour, model), (hour, model, kind)` : sql`(model), (model, kind)`
  return sql<(Sums & { hour?: Date })[]>`
    select ${isByHour ? sql`hour,` : sql``} model, kind, sum(cases)::float8 as cases,
      sum(hits_at_1)::float8 as "hitsAt1", sum(hits_at_5)::float8 as "hitsAt5", sum(hits_at_20)::float8 as "hitsAt20",
      sum(reciprocal_rank) as "reciprocalRank", sum(ndcg) as ndcg, sum(log_loss) as "logLoss", sum(answered)::float8 as answered,
      learning.total(calibration) as calibration, bit_count(bit_or(listed))::int as "listedBits", max(known_items)::float8 as "knownItems"
    from learning.metrics
    where tenant_id = ${tenantId} and hour >= date_trunc('hour', now() - make_interval(hours => ${hours}))
    group by grouping sets (${groups}) order by ${isByHour ? sql`hour,` : sql``} model, kind nulls first`
}
