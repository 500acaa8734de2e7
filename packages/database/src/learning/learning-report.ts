import type { TenantDatabase } from '../client/tenant-database.ts'
import {
  type AnswerSums,
  type HourlyAnswerSums,
  readAnswers,
  readHourlyAnswers,
  readSignals,
  type SignalCount,
} from './answers.ts'
import { type HourlyMetricsSums, type MetricsSums, readHourlyMetrics, readMetrics } from './metrics.ts'
import { countWaitingFeedback, type WaitingFeedback } from './waiting-feedback.ts'
import { readWeights, type WeightsRecord } from './weights.ts'

/** How predictions and answers did within a window. */
export interface LearningReport {
  readonly sums: readonly MetricsSums[]
  /** Only if asked for, and so are `hourlyAnswers`. */
  readonly hourly: readonly HourlyMetricsSums[] | undefined
  readonly hourlyAnswers: readonly HourlyAnswerSums[] | undefined
  readonly weights: readonly WeightsRecord[]
  readonly answers: readonly AnswerSums[]
  readonly signals: readonly SignalCount[]
  readonly waiting: WaitingFeedback
}

export interface LearningReportOptions {
  readonly windowHours: number
  /** The number of last hours that are shown separately; none by default. */
  readonly apartHours?: number | undefined
}

const shownWeights = 50

/** Reads the report in one transaction. Its cost depends on the days of the window, not on how much was answered. */
export function readLearningReport(
  database: TenantDatabase,
  { windowHours, apartHours }: LearningReportOptions,
): Promise<LearningReport> {
  const { tenantId } = database
  // Sent together: the answer waits for Postgres once.
  return database.transaction('read learning metrics', async (sql) => {
    const [sums, hourly, hourlyAnswers, weights, answers, signals, waiting] = await Promise.all([
      readMetrics(sql, tenantId, windowHours),
      apartHours === undefined ? undefined : readHourlyMetrics(sql, tenantId, apartHours),
      apartHours === undefined ? undefined : readHourlyAnswers(sql, tenantId, apartHours),
      readWeights(sql, tenantId, shownWeights),
      readAnswers(sql, tenantId, windowHours),
      readSignals(sql, tenantId, windowHours),
      countWaitingFeedback(sql, tenantId),
    ])
    return { sums, hourly, hourlyAnswers, weights, answers, signals, waiting }
  })
}
