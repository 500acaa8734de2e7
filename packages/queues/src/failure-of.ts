import { type ErrorCode, errorTable } from '@inkling/errors'

/**
 * Why an attempt failed, which decides what follows:
 * - `outage`: a dependency was unavailable or too slow. The attempt does not count.
 * - `refusal`: what was asked for cannot be done, and another attempt cannot change that. No attempt follows.
 * - `fault`: anything else. The next attempt may succeed.
 */
export type Failure = 'outage' | 'refusal' | 'fault'

/** Decides by the code of an InklingError. One that comes from a thread has kept its name and code, not its class. */
export function failureOf(error: unknown): Failure {
  if (!(error instanceof Error && error.name === 'InklingError' && 'code' in error)) return 'fault'
  const { status, retryable } = errorTable[error.code as ErrorCode]
  if (status < 500) return retryable ? 'fault' : 'refusal'
  return retryable ? 'outage' : 'fault'
}
