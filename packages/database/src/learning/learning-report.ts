import type { TenantDatabase } from '../client/tenant-database.ts'
import { type ClickCounts, countClicks } from './feedback.ts'
import { type HourlyMetricsSums, type MetricsSums, readHourlyMetrics, readMetrics } from './metrics.ts'
import { readWeights, type WeightsRecord } from './weights.ts'

/** How predictions and answers did within a window. */
export interface LearningReport {
  readonly sums: readonly MetricsSums[]
  /** Only if asked for. */
  readonly hourly: readonly HourlyMetricsSums[] | undefined
  readonly weights: readonly WeightsRecord[]
  readonly clicks: readonly ClickCounts[]
}

export interface LearningReportOptions {
  readonly windowHours: number
  /** The number of last hours that are shown separately; none by default. */
  readonly apartHours?: number | undefined
}

const shownWeights = 50

/** Reads the report in one transaction. */
export function readLearningReport(
  database: TenantDatabase,
  { windowHours, apartHours }: LearningReportOptions,
): Promise<LearningReport> {
  const { tenantId } = database
  return database.transaction('read learning metrics', async (sql) => ({
    sums: await readMetrics(sql, tenantId, windowHours),
    hourly: apartHours === undefined ? undefined : await readHourlyMetrics(sql, tenantId, apartHours),
    weights: await readWeights(sql, tenantId, shownWeights),
    clicks: await countClicks(sql, tenantId, windowHours),
  }))
}
