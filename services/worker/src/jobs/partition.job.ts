import type { Database } from '@inkling/database'
import type { JobContext, JobPayloads } from '@inkling/queues'
import type { Logger } from '@inkling/telemetry'
import { activeTenants } from '../adapters/active-tenants.ts'

/** A year and what it is compared with. */
const metricsKeptDays = 400

/** Creates the monthly partitions of events ahead of time, and deletes hourly learning metrics older than 400 days. */
export function partitionJob(database: Database, logger: Logger) {
  return async ({ monthsAhead }: JobPayloads['partition'], { signal }: Pick<JobContext, 'signal'>): Promise<void> => {
    const created = await database.platform({ name: 'ensure partitions' }, async (sql) => {
      const [row] = await sql<{ created: number }[]>`select behaviour.ensure_partitions(${monthsAhead}) as created`
      return row?.created ?? 0
    })
    logger.info({ created }, 'event partitions are ready')

    let deleted = 0
    for await (const { id } of activeTenants(database)) {
      signal.throwIfAborted()
      deleted += await deleteOldMetrics(database, id)
    }
    logger.info({ deleted }, 'old learning metrics are gone')
  }
}

async function deleteOldMetrics(database: Database, tenantId: string): Promise<number> {
  const { count } = await database.tenant(
    tenantId,
    { name: 'delete old metrics' },
    (sql) => sql`
      delete from learning.metrics
      where tenant_id = ${tenantId} and hour < now() - make_interval(days => ${metricsKeptDays})`,
  )
  return count
}
