import { type TInteger, type TOptional, Type } from 'typebox'
import type { JobDefinition } from './define-job.ts'
import { type JobName, jobNames, jobs } from './jobs/registry.ts'

/** The settings of a kind of job: the name in the environment after the kind, the least and most, and what they say. */
const table = {
  CONCURRENCY: ['concurrency', 1, 1_000, 'Jobs at once in one worker'],
  ATTEMPTS: ['attempts', 1, 100, 'Attempts until a job fails for good'],
  TIMEOUT_MS: ['timeoutMs', 1, 7 * 86_400_000, 'How long an attempt may take, in ms'],
  WAITING_PER_TENANT: ['waitingPerTenant', 1, 1_000_000, 'Runs of a tenant that may wait while one runs'],
} as const satisfies Readonly<Record<string, readonly [keyof JobDefinition, number, number, string]>>

type Limit = (typeof table)[keyof typeof table][0]
/** The limits of each kind. Runs without `waitingPerTenant` wait in any number. */
export type JobLimits = Readonly<Record<JobName, Pick<JobDefinition, Limit>>>
type Variable = `JOB_${Uppercase<JobName>}_${keyof typeof table}`

const variablesOf = (name: JobName) =>
  Object.entries(table).map(([suffix, setting]) => [`JOB_${name.toUpperCase()}_${suffix}`, setting] as const)

/**
 * Settings of the environment for the limits of each kind, such as `JOB_TRAIN_TIMEOUT_MS`. Each may be left out, and
 * then is as the kind is defined. Maintenance and the workers need the same.
 */
export function jobConfig(): { [V in Variable]: TOptional<TInteger> } {
  const numbers = jobNames.flatMap((name) => {
    const definition: JobDefinition = jobs[name]
    return variablesOf(name).map(([variable, [limit, minimum, maximum, text]]) => {
      const description = `${text} (${name})`
      const value = definition[limit]
      const number = Type.Integer({ minimum, maximum, description, ...(value !== undefined && { default: value }) })
      return [variable, Type.Optional(number)] as const
    })
  })
  return Object.fromEntries(numbers) as unknown as ReturnType<typeof jobConfig>
}

/** The limits as the environment says, and else as each kind is defined. */
export function jobLimits(config: { readonly [V in Variable]?: number } = {}): JobLimits {
  const values = config as Readonly<Record<string, number | undefined>>
  const limitsOf = (name: JobName) => {
    const given = variablesOf(name).map(([variable, [limit]]) => [limit, values[variable]] as const)
    return { ...jobs[name], ...Object.fromEntries(given.filter(([, value]) => value !== undefined)) }
  }
  return Object.fromEntries(jobNames.map((name) => [name, limitsOf(name)])) as unknown as JobLimits
}

/** The limits of a tenant whose plan lets so many runs of a kind wait. Those of the kinds are the most. */
export function limitsOfPlan(limits: JobLimits, waitingRuns: number): JobLimits {
  const limitsOf = (name: JobName) => {
    const { waitingPerTenant, ...others } = limits[name]
    return { ...others, ...(waitingPerTenant && { waitingPerTenant: Math.min(waitingPerTenant, waitingRuns) }) }
  }
  return Object.fromEntries(jobNames.map((name) => [name, limitsOf(name)])) as unknown as JobLimits
}
