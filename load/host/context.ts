import { AsyncLocalStorage } from 'node:async_hooks'

export type Tags = Readonly<Record<string, string>>

/** What a script can know of the iteration that it is in. */
export interface Iteration {
  /** From 1, unique in the whole run; 0 in `setup` and `teardown`. */
  readonly vu: number
  /** From 0, of this virtual user in this scenario. */
  readonly iteration: number
  /** From 0, unique in the scenario, in all processes. */
  readonly iterationInTest: number
  readonly scenario: { readonly name: string; readonly executor: string; readonly startMs: number }
  /** When an open model wanted it to start, in ms of `performance.now()`; its first request takes it. */
  dueMs: number | undefined
  /** Aborts when the time to finish is over. */
  readonly signal: AbortSignal
  /** Tags of each sample that is recorded in this iteration. */
  readonly tags: Record<string, string>
  /** What must end before the iteration does, besides its function: open sockets. */
  readonly pending: Set<Promise<void>>
}

const storage = new AsyncLocalStorage<Iteration>()

/** Runs a function such that it, and all that it waits for, is in the iteration. */
export const runIn = <T>(iteration: Iteration, work: () => T): T => storage.run(iteration, work)

/** The iteration that calls. Throws in the init context, where k6 allows neither requests nor samples. */
export function currentIteration(): Iteration {
  const iteration = storage.getStore()
  if (iteration) return iteration
  throw new Error('This call is not possible in the init context. Call it in setup, teardown or the function of a VU.')
}

/** The globals of k6 that scripts use. Virtual users share a process, so `__VU` and `__ITER` depend on who asks. */
export function defineGlobals(env: Readonly<Record<string, string>>): void {
  const of = (read: (iteration: Iteration | undefined) => unknown) => ({
    configurable: true,
    get: () => read(storage.getStore()),
  })
  Object.defineProperties(globalThis, {
    __ENV: { configurable: true, value: { ...env } },
    __VU: of((iteration) => iteration?.vu ?? 0),
    __ITER: of((iteration) => iteration?.iteration),
  })
}
