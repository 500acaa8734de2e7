import type { Database } from '@inkling/database'
import { type ItemKind, itemKinds, type NextItemModel, type Outcome, Scoreboard } from '@inkling/predictors'
import { type Logger, metrics } from '@inkling/telemetry'

interface TenantRecord {
  readonly boards: Map<string, Scoreboard>
  knownItems: number
}

const flushEveryMs = 5_000

/** Sums up how predictions did against what really came next, and adds the sums to those of the hour every 5 s. */
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
    if (outcomes.length === 0) return
    const record = this.#tenants.get(tenantId) ?? { boards: new Map<string, Scoreboard>(), knownItems: 0 }
    this.#tenants.set(tenantId, record)
    record.knownItems = model.counts.items
    for (const outcome of outcomes) {
      const board = record.boards.get(outcome.model) ?? new Scoreboard()
      record.boards.set(outcome.model, board)
      board.add(outcome)
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

  #store(tenantId: string, { boards, knownItems }: TenantRecord): Promise<unknown> {
    const rows = [...boards].flatMap(([model, board]) => itemKinds.map((kind) => rowOf(model, kind, board)))
    return this.#database.tenant(
      tenantId,
      { name: 'store learning metrics' },
      (sql) => sql`
        insert into learning.metrics as m
          (tenant_id, hour, known_items, model, kind, cases, hits_at_1, hits_at_5, hits_at_20, reciprocal_rank, ndcg, log_loss,
          answered, calibration, listed)
        select ${tenantId}, date_trunc('hour', now()), ${knownItems}, model, kind, cases, hits_at_1, hits_at_5, hits_at_20,
          reciprocal_rank, ndcg, log_loss, answered, calibration, ('x' || listed)::bit(4096)
        from jsonb_to_recordset(${sql.json(rows)}) as r (
          model text, kind text, cases bigint, hits_at_1 bigint, hits_at_5 bigint, hits_at_20 bigint,
          reciprocal_rank double precision, ndcg double precision, log_loss double precision,
          answered bigint, calibration double precision[], listed text)
        on conflict (tenant_id, model, kind, hour) do update set
          cases = m.cases + excluded.cases, hits_at_1 = m.hits_at_1 + excluded.hits_at_1,
          hits_at_5 = m.hits_at_5 + excluded.hits_at_5, hits_at_20 = m.hits_at_20 + excluded.hits_at_20,
          reciprocal_rank = m.reciprocal_rank + excluded.reciprocal_rank,
          ndcg = m.ndcg + excluded.ndcg, log_loss = m.log_loss + excluded.log_loss, answered = m.answered + excluded.answered,
          calibration = learning.add(m.calibration, excluded.calibration), listed = m.listed | excluded.listed,
          known_items = greatest(m.known_items, excluded.known_items)`,
    )
  }
}

function rowOf(model: string, kind: ItemKind, board: Scoreboard) {
  const { sums, calibrationSums, listed } = board.of(kind)
  return {
    model,
    kind,
    cases: sums.cases,
    hits_at_1: sums.hitRateAt1,
    hits_at_5: sums.hitRateAt5,
    hits_at_20: sums.hitRateAt20,
    reciprocal_rank: sums.mrrAt20,
    ndcg: sums.ndcgAt20,
    log_loss: sums.logLoss,
    answered: sums.answerRate,
    calibration: calibrationSums,
    listed: listed.state.map((word) => word.toString(16).padStart(8, '0')).join(''),
  }
}

const placeOf = (rank: number) =>
  rank === 0 || rank > 20 ? 'missed' : rank === 1 ? 'first' : rank <= 5 ? 'top5' : 'top20'
