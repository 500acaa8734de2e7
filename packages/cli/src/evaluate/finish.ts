import { setImmediate } from 'node:timers/promises'

/** Runs a computation step by step to its end and stops between two steps if the signal aborts. */
export async function finish<T>(steps: Generator<unknown, T>, signal: AbortSignal): Promise<T> {
  for (let step = steps.next(); ; step = steps.next()) {
    if (step.done) return step.value
    await setImmediate(undefined, { signal })
  }
}
