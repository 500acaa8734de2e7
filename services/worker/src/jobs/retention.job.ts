import { activeTenants, type Database, deleteOldRows } from '@inkling/database'
import type { JobContext } from '@inkling/queues'
import type { Logger } from '@inkling/telemetry'

/** Deletes the rows of each active tenant that are older than they are to be kept. */
export function retentionJob(database: Database, logger: Logger) {
  return async (_: object, { signal }: Pick<JobContext, 'signal'>): Promise<void> => {
    for await (const { id: tenantId, retention } of activeTenants(database)) {
      const deleted = await deleteOldRows(database.background(tenantId), retention, signal)
      if (Object.keys(deleted).length > 0) logger.info({ tenantId, deleted }, 'old rows deleted')
    }
  }
}
