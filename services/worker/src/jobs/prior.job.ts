import { PriorEstimate } from '@inkling/predictors'
import type { JobContext } from '@inkling/queues'
import type { Logger } from '@inkling/telemetry'
import type { PriorStore } from '../adapters/prior-store.ts'

/**
 * Publishes what the tenants' learned weights have in common, for those that have learned little yet. Each is read in a
 * transaction of its own; of fewer than five nothing is published, and what was published before stands.
 */
export function priorJob(store: PriorStore, logger: Logger) {
  return async (_: unknown, { signal }: Pick<JobContext, 'signal'>): Promise<void> => {
    const estimate = new PriorEstimate()
    for (const tenantId of await store.tenantIds()) {
      signal.throwIfAborted()
      const blend = await store.blendOf(tenantId)
      if (blend) estimate.add(blend)
    }
    const { prior, tenants } = estimate
    if (prior) await store.publish(prior, tenants)
    logger.info({ tenants, isPublished: prior !== undefined }, 'the prior over tenants is computed')
  }
}
