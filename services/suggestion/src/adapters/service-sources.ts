import { calls, type PredictionRequest } from '@inkling/contracts'
import { Deadline } from '@inkling/resilience'
import type { Caller, Upstream } from '@inkling/service-kit'
import type { SpeculationSources } from '../domain/speculate.ts'
import type { SuggestionSources } from '../domain/suggest.ts'

/**
 * The sources as the other services give them, on behalf of a caller and within a share of its deadline.
 *
 * @param headers What a prediction is to know of the caller's request, such as its Consistency-Token.
 */
export function serviceSources(
  prediction: Upstream,
  search: Upstream,
  caller: Caller,
  legTimeoutMs: number,
  headers: Readonly<Record<string, string>> = {},
): SuggestionSources & SpeculationSources {
  const leg = (): Caller => ({ ...caller, deadline: new Deadline(Math.min(legTimeoutMs, caller.deadline.remainingMs)) })
  const predict = (body: PredictionRequest) => prediction.call(calls.predict, { body, headers }, leg())
  return {
    predict,
    related: (body) => prediction.call(calls.relatedItems, { body }, leg()),
    async predicted(body) {
      const { data, meta } = await predict(body)
      return { data: data.map(({ itemId, probability = 0 }) => ({ itemId, score: probability })), epoch: meta.epoch }
    },
    similar: (body) => search.call(calls.similarItems, { body }, leg()),
    lookUp: async (body) => (await search.call(calls.lookUpItems, { body }, leg())).data,
  }
}
