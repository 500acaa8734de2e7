import { type Database, eraseRows, markErased } from '@inkling/database'
import type { JobPayload } from '@inkling/queues'
import type { RunContext } from './as-run.ts'

/**
 * Erases all that is stored of a tenant. The run begins once no request of the tenant is under way any more. The
 * tenant's id stays, so that it is never given again. An erasure that was interrupted is finished by the next attempt.
 */
export function eraseJob(database: Database, announce: (tenantId: string) => void) {
  return async ({ erasedTenantId }: JobPayload<'erase'>, { onProgress, signal }: RunContext) => {
    const erased = database.background(erasedTenantId)
    const rows = await eraseRows(erased, { signal, onProgress })
    await markErased(erased)
    announce(erasedTenantId)
    return { erasedTenantId, rows }
  }
}
