import { calls, type LookupRequest, type PredictionRequest, type SimilarRequest } from '@inkling/contracts'
import { Deadline } from '@inkling/resilience'
import type { Caller, Upstream } from '@inkling/service-kit'
import type { Basis } from '../domain/basis.ts'
import type { SpeculationSources } from '../domain/speculate.ts'
import type { SuggestionSources } from '../domain/suggestion-sources.ts'
import type { FeedbackStore } from './feedback-store.ts'
import type { KeptSources } from './kept-sources.ts'

export interface ServiceSourcesOptions {
  readonly prediction: Upstream
  readonly search: Upstream
  readonly feedback: Pick<FeedbackStore, 'dismissedBy' | 'dismissers' | 'failedAmong' | 'shownTo'>
  readonly kept: KeptSources
  /** The least probability with which a page of the tenant is prefetched; never rejects. */
  readonly thresholdOf: (tenantId: string, waitMs: number) => Promise<number>
  readonly basisOf: (scenario: string | undefined, caller: Caller) => Promise<Basis>
  /** The most that one call may take of the caller's deadline. */
  readonly legTimeoutMs: number
}

/** The most that rules wait for the measured waste. */
const thresholdMs = 100

/** Makes the sources of one caller, given the headers of the caller's request that all of them must know. */
export type SourcesOf = (
  caller: Caller,
  headers?: Readonly<Record<string, string>>,
) => SuggestionSources & SpeculationSources

/** The sources as the other services, memory and Postgres give them. */
export function serviceSources(options: ServiceSourcesOptions): SourcesOf {
  const { prediction, search, feedback, kept, basisOf, thresholdOf, legTimeoutMs } = options
  return (caller, headers = {}) => {
    const leg = (): Caller => ({
      ...caller,
      deadline: new Deadline(Math.min(legTimeoutMs, caller.deadline.remainingMs)),
    })
    const { tenantId } = caller.principal
    const isKept = headers['consistency-token'] === undefined && headers.consent === undefined
    // Others may wait for the same, so it is not loaded within the deadline of this request.
    const shared = (): Caller => ({ principal: caller.principal, deadline: new Deadline(legTimeoutMs) })
    const similar = (body: SimilarRequest, of: Caller) => search.call(calls.similarItems, { body, headers }, of)
    const lookUp = (body: LookupRequest, of: Caller) => search.call(calls.lookUpItems, { body, headers }, of)
    return {
      predict: (body: PredictionRequest) => prediction.call(calls.predict, { body, headers }, leg()),
      related: (body) => prediction.call(calls.relatedItems, { body, headers }, leg()),
      similar: (body) => (isKept ? kept.similar(tenantId, body, () => similar(body, shared())) : similar(body, leg())),
      async lookUp(body) {
        const { itemIds, filter, conditions } = body
        if (!isKept || filter !== undefined || conditions !== undefined) return lookUp(body, leg())
        return { data: [...(await kept.items(tenantId, itemIds, (ids) => lookUp({ itemIds: ids }, shared())))] }
      },
      dismissedBy: (who) =>
        isKept
          ? kept.dismissals(
              tenantId,
              who,
              () => feedback.dismissedBy(who, shared()),
              () => feedback.dismissers(shared()),
            )
          : feedback.dismissedBy(who, caller),
      threshold: () => thresholdOf(tenantId, thresholdMs),
      failedAmong: (itemIds) => feedback.failedAmong(itemIds, caller),
      shownTo: (who, scenario, minutes) => feedback.shownTo(who, scenario, minutes, caller),
      basisOf: (scenario) => basisOf(scenario, caller),
    }
  }
}
