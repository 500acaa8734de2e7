import {
  activeTenants,
  compactServiceMinutes,
  type Database,
  deleteOldMetrics,
  deleteOldRequests,
  ensurePartitions,
  pruneErrorGroups,
} from '@inkling/database'
import type { JobContext, JobPayload } from '@inkling/queues'
import type { Logger } from '@inkling/telemetry'

/** A year, and some days to compare it with. */
const metricsKeptDays = 400

/**
 * Creates the monthly partitions of events ahead of time. Deletes hourly learning metrics older than 400 days, and
 * requests with an `Idempotency-Key` older than 24 h, and groups of errors without a fault for 90 days. Sums old counts
 * of answers by hour and day.
 */
export function partitionJob(database: Database, logger: Logger) {
  return async ({ monthsAhead }: JobPayload<'partition'>, { signal }: Pick<JobContext, 'signal'>): Promise<void> => {
    const created = await ensurePartitions(database, monthsAhead)
    logger.info({ created }, 'event partitions created')
    await compactServiceMinutes(database)
    await pruneErrorGroups(database)

    let deleted = 0
    let requests = 0
    for await (const { id } of activeTenants(database)) {
      signal.throwIfAborted()
      deleted += await deleteOldMetrics(database.background(id), metricsKeptDays)
      requests += await deleteOldRequests(database.background(id))
    }
    logger.info({ deleted, requests }, 'old learning metrics and idempotent requests deleted')
  }
}
