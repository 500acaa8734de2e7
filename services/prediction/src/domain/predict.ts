import type { Answer, PredictionRequest, Ranked } from '@inkling/contracts'
import type { NextItemModel, Removals } from '@inkling/predictors'

const defaultLimit = 10

/**
 * Predicts the next items of a user or session.
 * @param removals the items that must not be served, if there are any
 * @param without the names of components that are not asked
 */
export function predict(
  model: NextItemModel,
  request: PredictionRequest,
  nowMs: number,
  removals?: Removals,
  without?: ReadonlySet<string>,
): Answer['data'] {
  const { recent, limit = defaultLimit, minProbability, explain, userId, sessionId } = request
  return model
    .predict({
      limit,
      atMs: nowMs,
      ...(recent && { recent }),
      ...(userId !== undefined && { userId }),
      ...(sessionId !== undefined && { sessionId }),
      ...(minProbability !== undefined && { minProbability }),
      ...(explain && { explain }),
      ...(removals && { removals }),
      ...(without && { without }),
    })
    .map(
      ({ itemId, probability, score, reasons }): Ranked => ({
        itemId,
        probability,
        score,
        ...(reasons && { reasons }),
      }),
    )
}
