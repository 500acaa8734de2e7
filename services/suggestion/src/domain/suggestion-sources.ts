import type { LookedUp, LookupRequest, SuggestionRequest } from '@inkling/contracts'
import type { CandidateSources } from './ask-sources.ts'
import type { Basis } from './basis.ts'
import type { Dismissal } from './dismissed.ts'

export interface Who {
  readonly userId?: string
  readonly sessionId?: string
}

/** What suggestions are made from. Each may fail while the others answer. */
export interface SuggestionSources extends CandidateSources {
  lookUp(request: LookupRequest): Promise<LookedUp>
  dismissedBy(who: Who): Promise<readonly Dismissal[]>
  /** What the placement has shown them in the last minutes. */
  shownTo(who: Who, scenario: string, minutes: number): Promise<readonly string[]>
  /** @throws InklingError validation_failed for a scenario that does not exist */
  basisOf(scenario: string | undefined): Promise<Basis>
}

/** Whom a request names; undefined if nobody. */
export function whoOf({ userId, sessionId }: Pick<SuggestionRequest, 'userId' | 'sessionId'>): Who | undefined {
  if (userId === undefined && sessionId === undefined) return undefined
  return { ...(userId !== undefined && { userId }), ...(sessionId !== undefined && { sessionId }) }
}
