import type { SuggestionRequest } from '@inkling/contracts'
import type { Basis } from './basis.ts'
import { withRules } from './ranking-rules.ts'
import { type Role, roleOf, unitOf } from './role.ts'
import type { SuggestionSources } from './suggestion-sources.ts'

/**
 * Makes whom the request names part of the experiment of its placement, if one runs. The role is known once the sources
 * have given the basis. It is the request's own: an experiment that ends meanwhile changes nothing for it.
 */
export function enrol<S extends Pick<SuggestionSources, 'basisOf'>>(sources: S, request: SuggestionRequest) {
  const unit = unitOf(request)
  let role: Role | undefined
  const basisOf = async (scenario: string | undefined): Promise<Basis> => {
    const basis = await sources.basisOf(scenario)
    if (unit === undefined || !basis.experiment) return basis
    role = roleOf(basis.experiment, unit)
    const { treatment } = basis.experiment.settings
    // The league judges the ranking that serves everyone.
    const { league: _, ...placement } = basis
    const isInterleaved = role.variant === 'interleaved'
    return {
      ...withRules(placement, role.rules),
      role,
      ...(isInterleaved && { rival: withRules(placement, treatment) }),
    }
  }
  return { sources: { ...sources, basisOf }, role: () => role }
}
