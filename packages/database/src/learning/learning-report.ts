import type { TenantDatabase } from '../client/tenant-database.ts'
import {
  type AnswerSums,
  type AnswerSumsApart,
  readAnswers,
  readAnswersApart,
  readSignals,
  type SignalCount,
} from './answers.ts'
import type { KindSums, MetricsSums } from './kind-sums.ts'
import { type MetricsSumsApart, readMetrics, readMetricsApart, readPastMetrics } from './metrics.ts'
import type { Apart } from './sums.ts'
import { countWaitingFeedback, type WaitingFeedback } from './waiting-feedback.ts'
import { readWeights, type WeightsRecord } from './weights.ts'

/** How predictions and answers did within a window. */
export interface LearningReport {
  readonly sums: readonly MetricsSums[]
  /** Only if asked for. */
  readonly apart: ReportApart | undefined
  readonly weights: readonly WeightsRecord[]
  readonly answers: readonly AnswerSums[]
  readonly signals: readonly SignalCount[]
  readonly waiting: WaitingFeedback
}

/** Each hour or day apart, the oldest first. */
interface ReportApart extends Pick<Apart, 'by'> {
  readonly models: readonly MetricsSumsApart[]
  readonly answers: readonly AnswerSumsApart[]
}

export interface LearningReportOptions {
  readonly windowHours: number
  /** What is also shown separately; nothing by default. */
  readonly apart?: Apart | undefined
}

const shownWeights = 50
const hourMs = 3_600_000
/** A transaction that adds to an hour may end so long after it. */
const lateMs = 60_000

/** Reads the past of a window, or finds what was read within minutes. */
export type ReadPast = (presentFrom: Date, read: () => Promise<readonly KindSums[]>) => Promise<readonly KindSums[]>

/**
 * Reads the report in one transaction. `readPast` comes before it, with the sums that nothing changes any more. The
 * cost depends on the days of the window, not on how much was answered.
 */
export async function readLearningReport(
  database: TenantDatabase,
  { windowHours, apart }: LearningReportOptions,
  readPast: ReadPast = (_, read) => read(),
): Promise<LearningReport> {
  const { tenantId } = database
  const presentFrom = new Date(Math.floor((Date.now() - lateMs) / hourMs) * hourMs)
  const past = await readPast(presentFrom, () => readPastMetrics(database, windowHours, presentFrom))
  // Sent together: the answer waits for Postgres once.
  return database.transaction('read learning metrics', async (sql) => {
    const [sums, models, answersApart, weights, answers, signals, waiting] = await Promise.all([
      readMetrics(sql, tenantId, { past, presentFrom }),
      apart ? readMetricsApart(sql, tenantId, apart) : [],
      apart ? readAnswersApart(sql, tenantId, apart) : [],
      readWeights(sql, tenantId, shownWeights),
      readAnswers(sql, tenantId, windowHours),
      readSignals(sql, tenantId, windowHours),
      countWaitingFeedback(sql, tenantId),
    ])
    return {
      ...{ sums, weights, answers, signals, waiting },
      apart: apart && { by: apart.by, models, answers: answersApart },
    }
  })
}
