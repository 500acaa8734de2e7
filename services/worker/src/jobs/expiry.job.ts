import { type Database, deleteExpired, readExpired } from '@inkling/database'
import type { JobPayload } from '@inkling/queues'
import type { RunContext } from './as-run.ts'

/** The result of a run. */
export interface ExpiredResult {
  /** How many items expired long enough ago. */
  readonly items: number
  readonly deleted: number
  readonly samples: readonly { readonly itemId: string; readonly title: string; readonly expiresAt: string }[]
}

const mostSamples = 10

/**
 * Deletes a tenant's items that expired long enough ago, unless it is a dry run. No answer names an expired item, but
 * its content is stored until then.
 */
export function expiryJob(database: Database, onDeleted: (tenantId: string) => void) {
  return async (
    { tenantId, dryRun, expiredDays }: JobPayload<'expiry'>,
    { onProgress, signal }: Pick<RunContext, 'onProgress' | 'signal'>,
  ): Promise<ExpiredResult> => {
    const tenant = database.background(tenantId, signal)
    const { count: items, samples } = await readExpired(tenant, expiredDays, mostSamples)
    let deleted = 0
    for (let batch = dryRun ? 0 : 1; batch > 0; deleted += batch) {
      batch = await deleteExpired(tenant, expiredDays)
      onProgress(Math.min(1, (deleted + batch) / Math.max(1, items)))
    }
    if (deleted > 0) onDeleted(tenantId)
    const shown = samples.map(({ id, title, expiresAt }) => ({
      ...{ itemId: id, title, expiresAt: expiresAt.toISOString() },
    }))
    return { items, deleted, samples: shown }
  }
}
