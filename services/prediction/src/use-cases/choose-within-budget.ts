import type { Answer, Item, PredictionRequest } from '@inkling/contracts'
import type { Caller } from '@inkling/service-kit'
import { type Prefetchable, prefetchable } from '../domain/prefetchable.ts'

export interface BudgetSources {
  /** What is known of items. @throws if search does not answer within a part of the deadline */
  readonly describe: (itemIds: readonly string[], caller: Caller) => Promise<readonly Item[]>
  /** The least probability with which something is prefetched, if the request does not say; never rejects. */
  readonly thresholdOf: (caller: Caller) => Promise<number>
}

const defaultLimit = 10
/** So many predictions compete for a budget. */
const candidates = 100

/** The request for the items among which one with a budget chooses. */
export const candidatesOf = ({ budget: _, minProbability: __, ...request }: PredictionRequest): PredictionRequest => ({
  ...request,
  limit: candidates,
})

/**
 * The predicted items to fetch ahead. Without search there are none, because it is not known which items must not be
 * fetched.
 */
export async function chooseWithinBudget(
  data: Answer['data'],
  { budget = {}, minProbability, limit = defaultLimit }: PredictionRequest,
  caller: Caller,
  { describe, thresholdOf }: BudgetSources,
): Promise<Prefetchable & { readonly degraded: readonly string[] }> {
  const ids = data.map(({ itemId }) => itemId)
  const [items, threshold] = await Promise.all([
    describe(ids, caller).catch(() => undefined),
    minProbability ?? thresholdOf(caller),
  ])
  if (!items) return { data: [], digest: 0, degraded: ['search'] }
  const requests = Math.min(limit, budget.requests ?? limit)
  return { ...prefetchable(data, items, threshold, { ...budget, requests }), degraded: [] }
}
