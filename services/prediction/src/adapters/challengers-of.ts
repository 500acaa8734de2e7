import { readPredictionChallengers, type TenantDatabase } from '@inkling/database'
import { type Challenger, learnedFormat, type TrainedState } from '@inkling/predictors'

/**
 * The models that challenge the predictions of a tenant. One that another version of the software trained is left out.
 */
export async function challengersOf(database: TenantDatabase): Promise<Challenger[]> {
  const entered = await readPredictionChallengers<TrainedState>(database)
  return entered.flatMap(({ name, revision, weights, learned }) => {
    if (learned && learned.format !== learnedFormat) return []
    return [{ key: `${name}#${revision}`, ...(learned && { learned }), ...(weights && { weights }) }]
  })
}
