import { storeModelState, type TenantDatabase } from '@inkling/database'
import { learnedFormat, type NextItemModel } from '@inkling/predictors'
import type { Origin } from '@inkling/read-model'
import { learningMetrics } from '@inkling/telemetry'

/**
 * Stores the state that a model learned, and its weights in their history, and counts the outcome.
 * @param token of the lease of this process; without one it learns alone
 * @returns false if another process has taken the lease since: then nothing is stored
 */
export async function storeLearned(
  database: TenantDatabase,
  model: NextItemModel,
  origin: Origin,
  token?: bigint,
  metrics = learningMetrics(),
): Promise<boolean> {
  const { version: snapshot, position } = origin
  const { learned: state, learnedCases: cases, weights } = model
  try {
    const lease = token === undefined ? {} : { token }
    const learned = { format: learnedFormat, snapshot, position, cases, state, weights, ...lease }
    const { outcome, haveWeightsMoved } = await storeModelState(database, learned)
    metrics.states.inc({ outcome })
    if (haveWeightsMoved) metrics.weightChanges.inc()
    return outcome !== 'fenced'
  } catch (error) {
    metrics.states.inc({ outcome: 'failed' })
    throw error
  }
}
