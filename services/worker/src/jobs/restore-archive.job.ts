import { type Database, discardMonth, listEventMonths } from '@inkling/database'
import { InklingError } from '@inkling/errors'
import type { JobPayload } from '@inkling/queues'
import { type ArchiveSettings, requireStore, tellWhy } from '../adapters/archive/archive-settings.ts'
import { restoreMonth } from '../adapters/archive/restore-month.ts'
import type { RunContext } from './as-run.ts'

/**
 * Brings a month of events back from the archive.
 * @param onRestored called for each tenant that has events again, whose models do not know them yet
 */
export function restoreArchiveJob(
  database: Database,
  settings: ArchiveSettings,
  onRestored: (tenantId: string) => Promise<unknown>,
) {
  return async ({ month }: Pick<JobPayload<'restoreArchive'>, 'month'>, { signal }: Pick<RunContext, 'signal'>) => {
    const store = requireStore(settings)
    const isLeaving = (await listEventMonths(database)).some((each) => each.month === month && each.state === 'leaving')
    if (isLeaving) throw new InklingError('conflict', `${month} is being archived; archive it to the end first`)
    const { tenants, ...restored } = await restoreMonth({ database, store, signal }, month)
      .finally(() => discardMonth(database, month))
      .catch(tellWhy)
    for (const tenantId of tenants) await onRestored(tenantId)
    return { ...restored, tenants: tenants.length }
  }
}
