import { setImmediate } from 'node:timers/promises'

/** What the steps come to; between them whatever else waits is served. @throws what a step throws */
export async function inSteps<Result>(steps: Iterator<void, Result>): Promise<Result> {
  for (;;) {
    const step = steps.next()
    if (step.done === true) return step.value
    await setImmediate()
  }
}
