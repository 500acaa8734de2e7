import {
  addMetrics,
  BufferedWriter,
  type Database,
  isAfter,
  type LogPosition,
  type MetricsDelta,
} from '@inkling/database'
import { type ItemKind, itemKinds, type NextItemModel, type Outcome, Scoreboard } from '@inkling/predictors'
import { type Logger, predictionQualityMetrics } from '@inkling/telemetry'

interface TenantRecord {
  /** By the name of the model. */
  readonly boards: Map<string, Scoreboard>
  knownItems: number
  counted: CountedEvent | undefined
}

/** An event that is counted, and the lease of this process. */
export interface CountedEvent {
  readonly token: bigint
  readonly position: LogPosition
}

const flushEveryMs = 5_000

/**
 * Sums up how predictions did against what happened next, and adds the sums to those of the hour every 5 s. If Postgres
 * is unavailable, the sums of those seconds are lost. If another process has taken the lease since, it counts their
 * events, and these sums are dropped.
 */
export class LearningRecorder {
  readonly #writer: BufferedWriter<TenantRecord>
  readonly #metrics: ReturnType<typeof predictionQualityMetrics>

  /** @param onFenced another process has taken the lease with this token */
  constructor(
    database: Pick<Database, 'background'>,
    logger: Logger,
    onFenced: (tenantId: string, token: bigint) => void = () => {},
    metrics = predictionQualityMetrics(),
  ) {
    this.#metrics = metrics
    this.#writer = new BufferedWriter<TenantRecord>({
      flushEveryMs,
      createBuffer: () => ({ boards: new Map(), knownItems: 0, counted: undefined }),
      async store(tenantId, { boards, knownItems, counted }) {
        const place = counted && { token: counted.token, upTo: counted.position }
        const isStored = await addMetrics(database.background(tenantId), knownItems, deltasOf(boards), place)
        if (!isStored && counted) onFenced(tenantId, counted.token)
      },
      onLoss: (error, tenantId) =>
        logger.warn({ err: error, tenantId }, 'postgres unavailable: learning metrics of the last seconds are lost'),
    })
  }

  /** @param counted the event that came next; without it, this process learns alone */
  record(tenantId: string, outcomes: readonly Outcome[], model: NextItemModel, counted?: CountedEvent): void {
    if (outcomes.length === 0) return
    const record = this.#writer.bufferOf(tenantId)
    if (counted) countWith(record, counted)
    record.knownItems = model.counts.items
    for (const outcome of outcomes) {
      const board = record.boards.get(outcome.model) ?? new Scoreboard()
      record.boards.set(outcome.model, board)
      board.add(outcome)
      this.#metrics.cases.inc({ model: outcome.model, place: placeOf(outcome.rank) })
    }
  }

  /** Stores the rest. */
  close(): Promise<void> {
    return this.#writer.close()
  }
}

/** What was counted under an earlier lease is dropped: it is fenced. Events come in the order of their times. */
function countWith(record: TenantRecord, counted: CountedEvent): void {
  const { counted: last } = record
  if (last && last.token !== counted.token) record.boards.clear()
  if (last?.token !== counted.token || isAfter(counted.position, last.position)) record.counted = counted
}

const deltasOf = (boards: ReadonlyMap<string, Scoreboard>): MetricsDelta[] =>
  [...boards].flatMap(([model, board]) => itemKinds.map((kind) => deltaOf(model, kind, board)))

function deltaOf(model: string, kind: ItemKind, board: Scoreboard): MetricsDelta {
  const { sums, calibrationSums, listed } = board.of(kind)
  return {
    model,
    kind,
    cases: sums.cases,
    hitsAt1: sums.hitRateAt1,
    hitsAt5: sums.hitRateAt5,
    hitsAt20: sums.hitRateAt20,
    reciprocalRank: sums.mrrAt20,
    ndcg: sums.ndcgAt20,
    logLoss: sums.logLoss,
    answered: sums.answerRate,
    calibration: calibrationSums,
    listed: listed.state.map((word) => word.toString(16).padStart(8, '0')).join(''),
  }
}

const placeOf = (rank: number) =>
  rank === 0 || rank > 20 ? 'missed' : rank === 1 ? 'first' : rank <= 5 ? 'top5' : 'top20'
