import { setImmediate } from 'node:timers/promises'

/** Runs a computation to its end, step by step, so that a person may stop it. */
export async function finish<T>(steps: Generator<unknown, T>, signal: AbortSignal): Promise<T> {
  for (let step = steps.next(); ; step = steps.next()) {
    if (step.done) return step.value
    await setImmediate(undefined, { signal })
  }
}
