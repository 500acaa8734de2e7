import {
  activeTenants,
  type Database,
  publishPrior,
  rankerFormat,
  readLearnedBlend,
  readTenantWeights,
} from '@inkling/database'
import { learnedFormat, PriorEstimate } from '@inkling/predictors'
import type { JobContext } from '@inkling/queues'
import type { Logger } from '@inkling/telemetry'
import { MeanWeights } from '../domain/mean-weights.ts'

type Blend = Parameters<PriorEstimate['add']>[0]

/**
 * Publishes the priors over tenants: the means of the weights that they learned, of predictions and of suggestions, for
 * tenants that have learned little yet. With fewer than five tenants it publishes nothing, and the last prior stays in
 * force.
 */
export function priorJob(database: Database, logger: Logger) {
  return async (_: unknown, { signal }: Pick<JobContext, 'signal'>): Promise<void> => {
    const estimate = new PriorEstimate()
    const suggestions = new MeanWeights()
    for await (const { id } of activeTenants(database)) {
      signal.throwIfAborted()
      const tenant = database.background(id)
      const blend = await readLearnedBlend<Blend>(tenant, learnedFormat)
      if (blend) estimate.add(blend)
      const learned = await readTenantWeights(tenant)
      if (learned) suggestions.add(learned)
    }
    const { prior, tenants } = estimate
    if (prior) await publishPrior(database, { format: learnedFormat, tenants, weights: prior })
    const { mean } = suggestions
    if (mean) await publishPrior(database, { format: rankerFormat, tenants: suggestions.tenants, weights: mean })
    logger.info({ tenants, isPublished: prior !== undefined }, 'prior over tenants computed')
  }
}
