import { calls } from '@inkling/contracts'
import { Deadline } from '@inkling/resilience'
import type { Caller, Upstream } from '@inkling/service-kit'
import type { SuggestionSources } from '../domain/suggest.ts'

/** The sources as the other services give them, on behalf of a caller and within a share of its deadline. */
export function serviceSources(
  prediction: Upstream,
  search: Upstream,
  caller: Caller,
  legTimeoutMs: number,
): SuggestionSources {
  const leg = (): Caller => ({ ...caller, deadline: new Deadline(Math.min(legTimeoutMs, caller.deadline.remainingMs)) })
  return {
    related: (body) => prediction.call(calls.relatedItems, { body }, leg()),
    async predicted(body) {
      const { data, meta } = await prediction.call(calls.predict, { body }, leg())
      return { data: data.map(({ itemId, probability = 0 }) => ({ itemId, score: probability })), epoch: meta.epoch }
    },
    similar: (body) => search.call(calls.similarItems, { body }, leg()),
    lookUp: async (body) => (await search.call(calls.lookUpItems, { body }, leg())).data,
  }
}
