import { calls, type RankingRules } from '@inkling/contracts'
import { InklingError } from '@inkling/errors'
import type { Caller, Upstream } from '@inkling/service-kit'
import { namingBoost } from '../domain/describe.ts'

/**
 * Has search read the filters of the rules.
 * @param place The JSON pointer of what holds the rules; '' for the body
 * @throws InklingError validation_failed for a filter that cannot be read
 */
export async function checkRules(
  search: Upstream,
  { boost = [] }: Pick<RankingRules, 'boost'>,
  place: string,
  caller: Caller,
): Promise<void> {
  if (boost.length === 0) return
  const conditions = boost.map(({ filter }) => filter)
  try {
    await search.call(calls.lookUpItems, { body: { itemIds: [], conditions } }, caller)
  } catch (error) {
    throw namingBoost(error, 0, place)
  }
}

/** @throws InklingError validation_failed for a scenario that is not among those of the tenant */
export function requireScenario(known: readonly { readonly id: string }[], scenario: string | undefined): void {
  if (scenario === undefined || known.some(({ id }) => id === scenario)) return
  throw unknownScenario(scenario)
}

export const unknownScenario = (scenario: string): InklingError =>
  new InklingError('validation_failed', 'Not valid: /scenario', {
    errors: [
      {
        pointer: '/scenario',
        code: 'unknown',
        detail: `There is no scenario ${scenario}; create it with PUT /scenarios/${scenario}, or leave it out`,
      },
    ],
  })
