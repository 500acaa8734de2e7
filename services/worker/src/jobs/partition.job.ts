import {
  compactServiceMinutes,
  type Database,
  ensurePartitions,
  ensureReceiptPartitions,
  pruneErrorGroups,
} from '@inkling/database'
import type { JobPayload } from '@inkling/queues'
import type { Logger } from '@inkling/telemetry'

/**
 * Creates the monthly partitions of events and receipts ahead of time. Deletes groups of errors without a fault for 90
 * days. Sums old counts of answers by hour and day.
 */
export function partitionJob(database: Database, logger: Logger) {
  return async ({ monthsAhead }: JobPayload<'partition'>): Promise<void> => {
    const created = await ensurePartitions(database, monthsAhead)
    logger.info({ created }, 'event partitions created')
    await ensureReceiptPartitions(database, monthsAhead)
    await compactServiceMinutes(database)
    await pruneErrorGroups(database)
  }
}
