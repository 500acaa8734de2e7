import { TaskCancelledError } from 'cockatiel'
import type { Deadline } from './deadline.ts'
import type { Work } from './policy.ts'

/** A dependency that did not answer within this time, or within most of an attempt if that is less, is slow. */
const slowAfterMs = 1_000

/** Of an attempt, because a caller that allows as much as an attempt has a little less left when it begins. */
const mostOf = 0.9

/** The dependency had enough time and did not answer: a fault of the dependency, unlike every other end of the time. */
export class AttemptTimeout extends TaskCancelledError {}

/** Another attempt beside this one answered first. */
export class Overtaken extends TaskCancelledError {}

/**
 * Runs `work` for at most `attemptTimeoutMs`, and never past the deadline. Fails at that time even if the work ignores
 * its signal, that of `controller`, which aborts with the same error.
 * @throws AttemptTimeout when the time is over and it was enough for the dependency; TaskCancelledError when it was
 * not, so that callers with short deadlines cannot open the circuit for all others, and when it was cancelled
 */
export function withinAttemptTimeout<T>(
  work: Work<T>,
  { remainingMs }: Deadline,
  attemptTimeoutMs: number,
  controller: AbortController,
  cancelled?: AbortSignal,
): Promise<T> {
  const milliseconds = Math.min(attemptTimeoutMs, remainingMs)
  if (milliseconds === 0 || cancelled?.aborted) return Promise.reject(new TaskCancelledError())
  const hadEnoughTime = milliseconds >= Math.min(mostOf * attemptTimeoutMs, slowAfterMs)
  return new Promise((resolve, reject) => {
    const running = work(controller.signal)
    const stop = (reason: TaskCancelledError) => {
      end()
      controller.abort(reason)
      reject(reason)
    }
    const cancel = () => stop(new Overtaken())
    const timer = setTimeout(() => stop(hadEnoughTime ? new AttemptTimeout() : new TaskCancelledError()), milliseconds)
    const end = () => {
      clearTimeout(timer)
      cancelled?.removeEventListener('abort', cancel)
    }
    cancelled?.addEventListener('abort', cancel, { once: true })
    running.then(
      (answer) => {
        end()
        resolve(answer)
      },
      (error: unknown) => {
        end()
        reject(error)
      },
    )
  })
}
