import type { Database } from '@inkling/database'
import type { JobSubmitter } from '@inkling/queues'
import { listTenants } from './tenant-store.ts'

const pageSize = 200

/**
 * Submits one reindex a day for every active tenant, however often and from however many processes it is called: a job is
 * added once under its id. What a full queue refuses is submitted by a later call. @throws InklingError as submit does.
 */
export async function submitDailyReindexes(
  database: Database,
  jobs: Pick<JobSubmitter, 'submit'>,
  now: Date,
): Promise<void> {
  const day = now.toISOString().slice(0, 10)
  for (let afterId = ''; ; ) {
    const tenants = await listTenants(database, afterId, pageSize)
    for (const { id, status } of tenants)
      if (status === 'active') await jobs.submit('reindex', `reindex-${id}-${day}`, { tenantId: id })
    const last = tenants.at(-1)
    if (!last || tenants.length < pageSize) return
    afterId = last.id
  }
}
