import { calls, type PredictionRequest } from '@inkling/contracts'
import { Deadline } from '@inkling/resilience'
import type { Caller, Upstream } from '@inkling/service-kit'
import type { SpeculationSources } from '../domain/speculate.ts'
import type { SuggestionSources } from '../domain/suggest.ts'
import type { FeedbackStore } from './feedback-store.ts'

export interface ServiceSourcesOptions {
  readonly prediction: Upstream
  readonly search: Upstream
  readonly feedback: Pick<FeedbackStore, 'dismissedBy' | 'failedAmong'>
  /** The most that one call may take of the caller's deadline. */
  readonly legTimeoutMs: number
}

/** Makes the sources of one caller, given the headers of the caller's request that all of them must know. */
export type SourcesOf = (
  caller: Caller,
  headers?: Readonly<Record<string, string>>,
) => SuggestionSources & SpeculationSources

/** The sources as the prediction service and the search service give them. */
export function serviceSources({ prediction, search, feedback, legTimeoutMs }: ServiceSourcesOptions): SourcesOf {
  return (caller, headers = {}) => {
    const leg = (): Caller => ({
      ...caller,
      deadline: new Deadline(Math.min(legTimeoutMs, caller.deadline.remainingMs)),
    })
    const predict = (body: PredictionRequest) => prediction.call(calls.predict, { body, headers }, leg())
    return {
      predict,
      related: (body) => prediction.call(calls.relatedItems, { body, headers }, leg()),
      async predicted(body) {
        const { data, meta } = await predict(body)
        return {
          data: data.map(({ itemId, probability = 0 }) => ({ itemId, score: probability })),
          epoch: meta.epoch,
          degraded: meta.degraded ?? [],
        }
      },
      similar: (body) => search.call(calls.similarItems, { body, headers }, leg()),
      dismissedBy: (who) => feedback.dismissedBy(who, caller),
      failedAmong: (itemIds) => feedback.failedAmong(itemIds, caller),
      lookUp: async (body) => (await search.call(calls.lookUpItems, { body, headers }, leg())).data,
    }
  }
}
