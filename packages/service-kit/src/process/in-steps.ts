import { setImmediate } from 'node:timers/promises'

/**
 * Runs the steps and returns their result. Between two steps the event loop serves other work. @throws what a step
 * throws
 */
export async function inSteps<Result>(steps: Iterator<void, Result>): Promise<Result> {
  for (;;) {
    const step = steps.next()
    if (step.done === true) return step.value
    await setImmediate()
  }
}
