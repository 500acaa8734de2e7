import { readFileSync } from 'node:fs'
import { PlanLimits, type Plans, planNames, plans } from '@inkling/contracts'
import { Type } from 'typebox'
import { Compile } from 'typebox/compile'
import { fieldErrors } from '../server/field-errors.ts'

const Overrides = Type.Object(
  Object.fromEntries(
    planNames.map((name) => [name, Type.Optional(Type.Partial(PlanLimits, { additionalProperties: false }))]),
  ),
  { additionalProperties: false },
)
const validator = Compile(Overrides)

/** The setting of the services that read plans: all need the same. */
export const plansConfig = {
  PLANS: Type.String({
    default: '',
    description:
      'Limits of plans that replace the built-in ones: JSON such as {"starter": {"requestsPerMinute": 500}}, or a file',
  }),
}

/**
 * The limits of each plan: those of the contract, and in their place the ones that `given` names.
 * @param given JSON such as `{"starter": {"requestsPerMinute": 500}}`, or the path of a file with it; may be empty
 * @throws Error that names the plan and the field, and says what it must be
 */
export function readPlans(given: string): Plans {
  if (given === '') return plans
  const overrides = parse(given.trimStart().startsWith('{') ? given : read(given))
  if (!validator.Check(overrides)) {
    const faults = fieldErrors(validator, overrides).map(({ pointer, detail }) => `  PLANS${pointer}: ${detail}`)
    throw new Error(`The plans are not valid:\n${faults.join('\n')}`)
  }
  const merged = planNames.map((name) => [name, { ...plans[name], ...overrides[name] }])
  return Object.fromEntries(merged) as Plans
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (cause) {
    throw new Error(`PLANS is neither a JSON object nor a file that can be read: ${path}`, { cause })
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new Error(`PLANS is not valid JSON: ${(cause as Error).message}`, { cause })
  }
}
