import { setTimeout as delay } from 'node:timers/promises'
import { type Database, eraseRows, markErased } from '@inkling/database'
import type { JobPayload } from '@inkling/queues'
import type { RunContext } from './as-run.ts'

/**
 * Erases all that is stored of a tenant, and erases again after `settleMs` what requests under way wrote meanwhile. The
 * tenant's id stays, so that it is never given again. An erasure that was interrupted is finished by the next attempt.
 */
export function eraseJob(database: Database, announce: (tenantId: string) => void, settleMs: number) {
  return async ({ erasedTenantId }: JobPayload<'erase'>, { onProgress, signal }: RunContext) => {
    const erased = database.background(erasedTenantId)
    const early = await eraseRows(erased, { signal, onProgress })
    await delay(settleMs, undefined, { signal })
    const late = await eraseRows(erased, { signal, onProgress: () => {} })
    await markErased(erased)
    announce(erasedTenantId)
    return { erasedTenantId, rows: early + late }
  }
}
