import { calls, type SearchRequest } from '@inkling/contracts'
import { Deadline } from '@inkling/resilience'
import type { Caller, Upstream } from '@inkling/service-kit'

const predicted = 100
const unknown: ReadonlyMap<string, number> = new Map()

/**
 * How likely the user of a search is to open each item, by the prediction service. It is empty if the search names no
 * user or session, and while that service is unavailable or takes longer than `timeoutMs`: the search then answers
 * without it.
 */
export function userAffinity(prediction: Upstream | undefined, timeoutMs: number) {
  return async ({ userId, sessionId }: SearchRequest, { principal, deadline }: Caller) => {
    if (!prediction || (userId === undefined && sessionId === undefined)) return unknown
    const body = {
      ...(userId !== undefined && { userId }),
      ...(sessionId !== undefined && { sessionId }),
      limit: predicted,
    }
    const hurried = { principal, deadline: new Deadline(Math.min(timeoutMs, deadline.remainingMs)) }
    try {
      const { data } = await prediction.call(calls.predict, { body }, hurried)
      return new Map(data.map(({ itemId, probability = 0 }) => [itemId, probability]))
    } catch {
      return unknown
    }
  }
}

export type AffinityOf = ReturnType<typeof userAffinity>
