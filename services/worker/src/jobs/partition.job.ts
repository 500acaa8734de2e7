import type { Database } from '@inkling/database'
import type { JobPayloads } from '@inkling/queues'
import type { Logger } from '@inkling/telemetry'

/** Creates the monthly partitions of events ahead of time. */
export function partitionJob(database: Database, logger: Logger) {
  return async ({ monthsAhead }: JobPayloads['partition']): Promise<void> => {
    const created = await database.platform({ name: 'ensure partitions' }, async (sql) => {
      const [row] = await sql<{ created: number }[]>`select behaviour.ensure_partitions(${monthsAhead}) as created`
      return row?.created ?? 0
    })
    logger.info({ created }, 'event partitions are ready')
  }
}
