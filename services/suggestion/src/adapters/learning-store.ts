import type { LearningMetrics } from '@inkling/contracts'
import type { Database } from '@inkling/database'
import { meansOf } from '../domain/means.ts'

const shownWeights = 50

/** How predictions and answers did within the last `windowHours`. */
export function readLearning(
  database: Database,
  tenantId: string,
  windowHours: number,
): Promise<Omit<LearningMetrics, 'window'>> {
  return database.tenant(tenantId, { name: 'read learning metrics' }, async (sql) => {
    const since = sql`now() - make_interval(hours => ${windowHours})`
    const models = await sql<Parameters<typeof meansOf>[0][]>`
      select model, sum(cases)::float8 as cases, sum(hits_at_1)::float8 as "hitsAt1", sum(hits_at_5)::float8 as "hitsAt5",
        sum(hits_at_20)::float8 as "hitsAt20", sum(reciprocal_rank) as "reciprocalRank", sum(ndcg) as ndcg, sum(log_loss) as "logLoss"
      from learning.metrics where tenant_id = ${tenantId} and hour >= date_trunc('hour', ${since}) group by model order by model`
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
      models: models.map(meansOf),
      weights: weights.map((row) => ({ recordedAt: row.recorded_at.toISOString(), weights: row.weights })),
      feedback: feedback.map((row) => ({ ...row, clickThroughRate: row.clicked / row.receipts })),
    }
  })
}
