import { type FailedDependency, InklingError } from '@inkling/errors'
import { BrokenCircuitError, BulkheadRejectedError, TaskCancelledError } from 'cockatiel'
import type { Deadline } from './deadline.ts'
import { HungCall } from './hang-check.ts'
import type { CircuitStateName, PolicyOptions } from './policy.ts'

/**
 * Turns the failure of a call into an error with two texts: callers read a neutral one, operators read the dependency's
 * name.
 */
export function toPublicError(
  error: unknown,
  { name, isFault }: PolicyOptions,
  deadline: Deadline,
  circuit: CircuitStateName,
): unknown {
  const failed = { dependency: { name, circuit }, cause: error }
  if (error instanceof BulkheadRejectedError)
    return new InklingError('overloaded', 'Too many requests are waiting. Try again in 1 second.', {
      internal: `${name} overloaded: bulkhead full`,
      retryAfterSeconds: 1,
      ...failed,
    })
  if (error instanceof BrokenCircuitError) return unavailable(`${name} unavailable: circuit open`, failed)
  if (error instanceof HungCall) return unavailable(`${name} unavailable: it hangs`, failed)
  if (error instanceof TaskCancelledError || deadline.remainingMs === 0)
    return new InklingError(
      'deadline_exceeded',
      'There was no answer in the time allowed. Allow more time or try again.',
      { internal: `${name} timed out`, ...failed },
    )
  return isFault(error) && !(error instanceof InklingError)
    ? unavailable(`${name} unavailable: call failed`, failed)
    : error
}

const unavailable = (internal: string, failed: { readonly dependency: FailedDependency; readonly cause: unknown }) =>
  new InklingError('dependency_unavailable', 'The service is temporarily unavailable. Try again in 2 seconds.', {
    internal,
    retryAfterSeconds: 2,
    ...failed,
  })
