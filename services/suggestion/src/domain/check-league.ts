import type { LeagueQuery, LeagueRules } from '@inkling/contracts'
import { InklingError } from '@inkling/errors'
import { takenNames, trainedNames } from './league.ts'

interface Entry {
  readonly name: string
  readonly rules: LeagueRules
}

/**
 * Checks that a league exists, and that a challenger can enter it.
 * @throws InklingError validation_failed for a scenario of predictions, a taken name, or rules of the other kind
 */
export function checkLeague({ of, scenario }: LeagueQuery, entry?: Entry): void {
  const isOfPredictions = of === 'predictions'
  if (isOfPredictions && scenario !== undefined)
    throw notValid('/scenario', 'unknown', 'Predictions have one league for all placements; leave the scenario out')
  if (!entry) return
  const { name, rules } = entry
  const { components, ...others } = rules
  const taken = isOfPredictions ? trainedNames : takenNames
  if (taken.includes(name)) throw notValid('/name', 'taken', `${name} is built in; choose another name`)
  if (!isOfPredictions) {
    if (!components) return
    throw notValid('/rules/components', 'unknown', 'These are of predictions; say of: "predictions" or leave them out')
  }
  const other = Object.keys(others)[0]
  if (other) throw notValid(`/rules/${other}`, 'unknown', 'This is of suggestions; a prediction has `components` only')
  if (!Object.values(components ?? {}).some((weight) => weight > 0))
    throw notValid('/rules/components', 'required', 'Give at least one component a weight above 0')
}

const notValid = (pointer: string, code: string, detail: string) =>
  new InklingError('validation_failed', `Not valid: ${pointer}`, { errors: [{ pointer, code, detail }] })
