import { setTimeout as delay } from 'node:timers/promises'
import { InklingError } from '@inkling/errors'
import type { Deadline } from '@inkling/resilience'
import { isConflict } from './sql-states.ts'

const maxAttempts = 8
const maxJitterMs = 200

/**
 * Runs a transaction again when it lost against a concurrent one (SQLSTATE 40001 or 40P01): Postgres has then rolled it
 * back. Waits before, with full jitter up to 10 ms, 20 ms and so on, so that the same transactions do not meet again.
 *
 * @throws InklingError overloaded after 8 attempts or at the deadline; all other errors as they are.
 */
export async function retryConflicts<T>(run: () => Promise<T>, deadline: Deadline): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await run()
    } catch (error) {
      if (!isConflict(error)) throw error
      if (attempt === maxAttempts || deadline.remainingMs === 0) throw tooManyConflicts(error)
      await delay(Math.random() * Math.min(maxJitterMs, 5 * 2 ** attempt, deadline.remainingMs))
    }
  }
}

const tooManyConflicts = (cause: unknown) =>
  new InklingError('overloaded', 'Too many requests change the same data. Try again in 1 second.', {
    internal: 'Postgres conflict: the transaction lost against concurrent ones',
    retryAfterSeconds: 1,
    cause,
  })
