import type { SuggestionRequest } from '@inkling/contracts'
import { type Asked, askSources } from './ask-sources.ts'
import { attempt } from './attempt.ts'
import { type Basis, unknownBasis } from './basis.ts'
import type { Dismissal } from './dismissed.ts'
import { type SuggestionSources, whoOf } from './suggestion-sources.ts'

/** All that is known before candidates are ranked. */
export interface Gathered {
  readonly basis: Basis
  readonly asked: Asked
  readonly dismissals: readonly Dismissal[]
  /** Items that the placement has just shown. */
  readonly repeated: readonly string[]
  readonly missing: readonly string[]
}

export interface GatherOptions {
  readonly isLoadHigh: boolean
  readonly patienceMs: number | undefined
  /** The most items per source. */
  readonly limit: number
}

/** The most that an answer waits for what Postgres knows. */
const storeMs = 250

/**
 * Asks everyone at once, but for the weights: they are in memory, and know whether the scenario exists.
 * @throws InklingError as `askSources` does, and validation_failed for an unknown scenario.
 */
export async function gather(
  sources: SuggestionSources,
  request: SuggestionRequest,
  { isLoadHigh, patienceMs, limit }: GatherOptions,
): Promise<Gathered> {
  const who = whoOf(request)
  const patience = () => (patienceMs === undefined ? undefined : wait(Math.min(storeMs, patienceMs)))
  const known = await attempt('weights', sources.basisOf(request.scenario), patience())
  const basis = 'value' in known ? known.value : unknownBasis(request.scenario)
  const { repeatMinutes, scenario } = basis
  const repeats = who && repeatMinutes > 0 ? sources.shownTo(who, scenario, repeatMinutes) : undefined
  const [asked, dismissed, repeated] = await Promise.all([
    askSources(sources, request, {
      isLoadHigh,
      limit,
      patience: patienceMs === undefined ? undefined : (legs) => enough(legs, patienceMs),
    }),
    // An answer to nobody waits for no feedback.
    attempt('feedback', who ? sources.dismissedBy(who) : Promise.resolve([]), patience()),
    attempt('feedback', repeats ?? Promise.resolve([]), patience()),
  ])
  return {
    basis,
    asked,
    dismissals: 'value' in dismissed ? dismissed.value : [],
    repeated: 'value' in repeated ? repeated.value : [],
    missing: [known, dismissed, repeated].flatMap((one) => ('missing' in one ? [one.missing] : [])),
  }
}

export const wait = (milliseconds: number) => new Promise((resolve) => void setTimeout(resolve, milliseconds).unref())

/** Resolves when the patience is over and a leg has answered: a tenant whose models are being loaded waits for one. */
const enough = (legs: readonly Promise<unknown>[], patienceMs: number) =>
  Promise.all([Promise.any(legs), wait(patienceMs)]).catch(() => {})
