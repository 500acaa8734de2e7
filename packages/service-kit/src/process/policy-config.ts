import type { PolicySettings } from '@inkling/resilience'
import { type TNumber, type TOptional, Type } from 'typebox'

/** The settings of policies: the name in the environment after the prefix, the least and most, and what they say. */
const table = {
  CONCURRENT: ['concurrent', 1, 10_000, 'Most calls at once'],
  MIN_CONCURRENT: ['minConcurrent', 1, 10_000, 'Lowest that the adaptive limit of calls at once may fall'],
  QUEUED: ['queued', 0, 100_000, 'Most calls that wait for another to end; the next one gets 503 with Retry-After'],
  STANDING_MS: [
    'standingMs',
    1,
    3_600_000,
    'How long a queue may stand: calls that have waited longer get 503 with Retry-After, in ms',
  ],
  ATTEMPT_TIMEOUT_MS: ['attemptTimeoutMs', 1, 3_600_000, 'How long one attempt of a call may take, in ms'],
  SLOW_MS: ['slowMs', 1, 3_600_000, 'From when on a call that still runs counts as a fault, in ms'],
  BREAK_AFTER: ['breakAfter', 1, 1_000, 'Faults in a row that open the circuit'],
  HALF_OPEN_FIRST_MS: [
    'firstHalfOpenAfterMs',
    1,
    3_600_000,
    'How long an open circuit waits before it is tried, in ms',
  ],
  HALF_OPEN_MS: ['halfOpenAfterMs', 1, 3_600_000, 'The longest that it waits, after a time that doubles, in ms'],
  RETRIES: ['retries', 0, 10, 'Retries of background work'],
  RETRY_DELAY_MS: ['retryDelayMs', 1, 600_000, 'How long the first of them waits, in ms; each next one twice as long'],
} as const satisfies Readonly<Record<string, readonly [keyof PolicySettings, number, number, string]>>

type Name = keyof typeof table | 'RETRY_BUDGET'
type PolicyConfig<P extends string> = { [N in Name as `${P}_${N}`]: TOptional<TNumber> }

/**
 * Settings of the environment for the policies of one kind of dependency, such as `UPSTREAM_QUEUED`. Each may be left
 * out, and then is as predefined.
 */
export function policyConfig<P extends string>(prefix: P, of: string, defaults: PolicySettings): PolicyConfig<P> {
  const numbers = Object.entries(table).map(([name, [setting, minimum, maximum, text]]) => {
    const description = `${text} (${of})`
    const number = Type.Integer({ minimum, maximum, default: defaults[setting], description })
    return [`${prefix}_${name}`, Type.Optional(number)]
  })
  const description = `Retries and hedges together, as a share of the calls (${of})`
  const budget = Type.Number({ minimum: 0, maximum: 1, default: defaults.retryBudget, description })
  return { ...Object.fromEntries(numbers), [`${prefix}_RETRY_BUDGET`]: Type.Optional(budget) }
}

/** What the environment says of the policies whose settings have this prefix. */
export function policySettings<P extends string>(
  prefix: P,
  config: { readonly [N in Name as `${P}_${N}`]?: number },
): Partial<PolicySettings> {
  const values = config as Readonly<Record<string, number | undefined>>
  const names = [...Object.entries(table).map(([name, [setting]]) => [name, setting]), ['RETRY_BUDGET', 'retryBudget']]
  const given = names.map(([name, setting]) => [setting, values[`${prefix}_${name}`]])
  return Object.fromEntries(given.filter(([, value]) => value !== undefined)) as Partial<PolicySettings>
}
