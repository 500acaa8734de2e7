import type { Scope } from '@inkling/contracts'
import type { Static, TObject, TSchema } from 'typebox'
import { Compile } from 'typebox/compile'

export interface JobOptions<P extends TSchema> {
  /** What the job is given. Checked when it is submitted, and again when a worker takes it. */
  readonly payload: P
  /** Jobs at once in one worker process. */
  readonly concurrency: number
  /** Most jobs that may wait in the queue; further submissions are rejected. Runs wait in Postgres, in any number. */
  readonly maxWaiting: number
  /** After this time the job's signal aborts. */
  readonly timeoutMs: number
  /** It takes much memory and processor time: few such jobs work at a time, those of all kinds together. */
  readonly isHeavy?: boolean
  /** Of runs that tenants ask for: how many of a tenant may wait while one runs. Without it, any number. */
  readonly waitingPerTenant?: number
  readonly attempts: number
  /** After its last attempt, or when its workers died, it is queued again: it must be done. */
  readonly isRepeatedUntilDone?: boolean
  /** Before the second attempt; doubles for each one after it, with a jitter of half. */
  readonly backoffMs: number
  /** Who may ask for it: a request with this scope, or only Inkling itself. */
  readonly requestedBy: Scope | 'inkling'
  readonly schedule?: Schedule<Static<P>>
}

interface Schedule<P> {
  /** In UTC. */
  readonly cron: string
  readonly payload: P
  /** Whether it also runs once on each day on which the scheduler starts. */
  readonly runsAtStart?: boolean
}

export interface JobDefinition<N extends string = string, P extends TSchema = TSchema> extends JobOptions<P> {
  /** Names the queue in Redis, and the job in metrics and logs. */
  readonly name: N
  /** Returns the payload. @throws RangeError if it does not fit the schema */
  check(payload: unknown): Static<P>
}

interface Scheduled<P extends TSchema> {
  readonly schedule: Schedule<Static<P>>
}

/**
 * Defines a kind of job. Each has a queue with limits of its own, so that one kind cannot starve another. @throws
 * RangeError
 */
export function defineJob<N extends string, P extends TObject>(
  name: N,
  options: JobOptions<P> & Scheduled<P>,
): JobDefinition<N, P> & Scheduled<P>
export function defineJob<N extends string, P extends TObject>(name: N, options: JobOptions<P>): JobDefinition<N, P>
export function defineJob<N extends string, P extends TObject>(name: N, options: JobOptions<P>): JobDefinition<N, P> {
  for (const limit of ['concurrency', 'maxWaiting', 'timeoutMs', 'attempts', 'backoffMs'] as const)
    if (!(Number.isInteger(options[limit]) && options[limit] >= 1))
      throw new RangeError(`${limit} of job ${name} must be a whole number of at least 1, got ${options[limit]}`)
  const validator = Compile(options.payload)
  const check = (payload: unknown) => {
    if (validator.Check(payload)) return payload
    const [fault] = validator.Errors(payload)
    throw new RangeError(`payload of job ${name}${fault?.instancePath ?? ''} ${fault?.message}`)
  }
  return { name, ...options, check }
}
