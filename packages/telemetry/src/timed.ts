/** Tells `observe` how many seconds `work` took, whether it succeeded or not. */
export async function timed<T>(observe: (seconds: number) => void, work: () => T | Promise<T>): Promise<T> {
  const startedMs = performance.now()
  try {
    return await work()
  } finally {
    observe((performance.now() - startedMs) / 1_000)
  }
}
