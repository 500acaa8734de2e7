import type { Database } from '@inkling/database'
import type { NextItemModel, Outcome } from '@inkling/predictors'
import { type Logger, metrics } from '@inkling/telemetry'

interface Sums {
  cases: number
  hits_at_1: number
  hits_at_5: number
  hits_at_20: number
  reciprocal_rank: number
  ndcg: number
  log_loss: number
}

const zero = (): Sums => ({
  cases: 0,
  hits_at_1: 0,
  hits_at_5: 0,
  hits_at_20: 0,
  reciprocal_rank: 0,
  ndcg: 0,
  log_loss: 0,
})

interface TenantRecord {
  readonly models: Map<string, Sums>
  /** Whose weights are stored with the sums. */
  model: NextItemModel
}

const flushEveryMs = 5_000

/** Sums up how predictions did against what really came next, and stores the sums with the present weights every 5 s. */
export class LearningRecorder {
  readonly #database: Database
  readonly #logger: Logger
  readonly #timer: NodeJS.Timeout
  #tenants = new Map<string, TenantRecord>()
  #flushing: Promise<void> = Promise.resolve()

  constructor(database: Database, logger: Logger) {
    this.#database = database
    this.#logger = logger
    this.#timer = setInterval(() => this.#startFlush(), flushEveryMs)
  }

  record(tenantId: string, outcomes: readonly Outcome[], model: NextItemModel): void {
    const record = this.#tenants.get(tenantId) ?? { models: new Map<string, Sums>(), model }
    this.#tenants.set(tenantId, record)
    record.model = model
    for (const outcome of outcomes) {
      const sums = record.models.get(outcome.model) ?? zero()
      record.models.set(outcome.model, sums)
      addCase(sums, outcome)
      metrics.prequential.inc({ model: outcome.model, place: placeOf(outcome.rank) })
    }
  }

  /** Stores what is left. */
  async close(): Promise<void> {
    clearInterval(this.#timer)
    this.#startFlush()
    await this.#flushing
  }

  #startFlush(): void {
    this.#flushing = this.#flushing.then(() => this.#flush())
  }

  async #flush(): Promise<void> {
    const tenants = this.#tenants
    this.#tenants = new Map()
    for (const [tenantId, record] of tenants) {
      try {
        await this.#store(tenantId, record)
      } catch (error) {
        this.#logger.warn({ err: error, tenantId }, 'learning metrics of the last seconds are lost')
      }
    }
  }

  #store(tenantId: string, { models, model: { weights } }: TenantRecord): Promise<void> {
    const rows = [...models].map(([model, sums]) => ({ model, ...sums }))
    return this.#database.tenant(tenantId, { name: 'store learning metrics' }, async (sql) => {
      await sql`
        insert into learning.metrics as m
          (tenant_id, hour, model, cases, hits_at_1, hits_at_5, hits_at_20, reciprocal_rank, ndcg, log_loss)
        select ${tenantId}, date_trunc('hour', now()), r.* from jsonb_to_recordset(${sql.json(rows)}) as r (
          model text, cases bigint, hits_at_1 bigint, hits_at_5 bigint, hits_at_20 bigint,
          reciprocal_rank double precision, ndcg double precision, log_loss double precision)
        on conflict (tenant_id, model, hour) do update set
          cases = m.cases + excluded.cases, hits_at_1 = m.hits_at_1 + excluded.hits_at_1,
          hits_at_5 = m.hits_at_5 + excluded.hits_at_5, hits_at_20 = m.hits_at_20 + excluded.hits_at_20,
          reciprocal_rank = m.reciprocal_rank + excluded.reciprocal_rank,
          ndcg = m.ndcg + excluded.ndcg, log_loss = m.log_loss + excluded.log_loss`
      await sql`insert into learning.weights (tenant_id, weights) values (${tenantId}, ${sql.json(weights)})`
    })
  }
}

/** What was given no chance at all counts as one in a billion, so that one surprise does not make the mean infinite. */
const leastProbability = 1e-9

function addCase(sums: Sums, { rank, probability }: Outcome): void {
  sums.cases += 1
  sums.log_loss -= Math.log(Math.max(probability, leastProbability))
  if (rank === 0) return
  sums.hits_at_1 += rank === 1 ? 1 : 0
  sums.hits_at_5 += rank <= 5 ? 1 : 0
  sums.hits_at_20 += 1
  sums.reciprocal_rank += 1 / rank
  sums.ndcg += 1 / Math.log2(rank + 1)
}

const placeOf = (rank: number) => (rank === 0 ? 'missed' : rank === 1 ? 'first' : rank <= 5 ? 'top5' : 'top20')
