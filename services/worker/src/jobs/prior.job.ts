import { activeTenants, type Database, publishPrior, readLearnedBlend } from '@inkling/database'
import { learnedFormat, PriorEstimate } from '@inkling/predictors'
import type { JobContext } from '@inkling/queues'
import type { Logger } from '@inkling/telemetry'

type Blend = Parameters<PriorEstimate['add']>[0]

/**
 * Publishes the prior over tenants: the means of the weights that they learned, for tenants that have learned
 * little yet. With fewer than five tenants it publishes nothing, and the last prior stays in force.
 */
export function priorJob(database: Database, logger: Logger) {
  return async (_: unknown, { signal }: Pick<JobContext, 'signal'>): Promise<void> => {
    const estimate = new PriorEstimate()
    for await (const { id } of activeTenants(database)) {
      signal.throwIfAborted()
      const blend = await readLearnedBlend<Blend>(database.background(id), learnedFormat)
      if (blend) estimate.add(blend)
    }
    const { prior, tenants } = estimate
    if (prior) await publishPrior(database, { format: learnedFormat, tenants, weights: prior })
    logger.info({ tenants, isPublished: prior !== undefined }, 'prior over tenants computed')
  }
}
