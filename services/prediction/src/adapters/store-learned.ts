import { storeModelState, type TenantDatabase } from '@inkling/database'
import { learnedFormat, type NextItemModel } from '@inkling/predictors'
import type { Origin } from '@inkling/read-model'
import { learningMetrics } from '@inkling/telemetry'

/** Stores the state that a model learned, and its weights in their history, and counts the outcome. */
export async function storeLearned(
  database: TenantDatabase,
  model: NextItemModel,
  origin: Origin,
  metrics = learningMetrics(),
): Promise<void> {
  const { version: snapshot, position } = origin
  const { learned: state, learnedCases: cases, weights } = model
  try {
    const learned = { format: learnedFormat, snapshot, position, cases, state, weights }
    const { isStored, haveWeightsMoved } = await storeModelState(database, learned)
    metrics.states.inc({ outcome: isStored ? 'stored' : 'outdated' })
    if (haveWeightsMoved) metrics.weightChanges.inc()
  } catch (error) {
    metrics.states.inc({ outcome: 'failed' })
    throw error
  }
}
